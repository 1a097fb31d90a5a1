import { DEVICE_NUMBER_DIGITS, SignInMethod } from '@smart-presence/contract';
import { z } from 'zod';
import { letterKind } from './letter-kind.ts';

const DeviceFacts = z.object({ name: z.string(), device: z.string(), network: z.string().nullable(), at: z.int() });
/** Somebody signed in on a device that was new. */
export const NewDeviceData = DeviceFacts.extend({ method: SignInMethod, url: z.url({ protocol: /^https?$/ }) });
export type NewDeviceData = z.infer<typeof NewDeviceData>;
/** The number that confirms a new device. */
export const DeviceNumberData = DeviceFacts.extend({
  number: z.string().regex(new RegExp(`^\\d{${DEVICE_NUMBER_DIGITS}}$`)),
  expiresAt: z.int(),
});
export type DeviceNumberData = z.infer<typeof DeviceNumberData>;

const ways: Record<SignInMethod, string> = {
  password: 'with your password',
  passkey: 'with a passkey',
  'single-sign-on': 'by single sign-on',
  link: 'with a link that sets a password',
  pairing: 'by pairing the device',
};

const placeOf = (network: string | null): string => (network === null ? '' : `, from the network ${network}`);

export const deviceLetters = {
  'new-device': letterKind({
    data: NewDeviceData,
    contents: ({ name, device, network, at, method, url }, { institution, time }) => ({
      subject: `${institution}: new sign-in to your account`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `Somebody signed in to your account ${ways[method]} on a device we have not seen you on before: ${device}${placeOf(network)}, on ${time(at)}.`,
        'If it was you, there is nothing to do.',
        'If it was not you, choose a new password now. That signs out every device, the stranger’s too. Then tell your administrator.',
      ],
      action: { label: 'It was not me', url },
      notes: ['Under Account you see every device you are signed in on, and can sign out any of them.'],
    }),
  }),
  'device-number': letterKind({
    data: DeviceNumberData,
    contents: ({ name, device, network, number, expiresAt }, { institution, time }) => ({
      subject: `${institution}: your number to sign in`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `To finish signing in on a device that is new to us (${device}${placeOf(network)}), enter this number:`,
      ],
      number,
      action: null,
      notes: [
        `It works until ${time(expiresAt)}, on that device alone. Nobody will ever ask you for it: do not tell it to anyone.`,
        'If you are not signing in, somebody else knows your password: choose a new one as soon as you can.',
      ],
    }),
  }),
};
