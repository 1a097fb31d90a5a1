import { z } from 'zod';
import { SignInMethod } from './access.ts';
import { Done, Id, IdParams, Instant, Line } from './common.ts';
import { Me } from './people.ts';
import { route } from './route.ts';

/** What a browser says it is. Whoever uses it can make it say anything: it helps people to recognise a device. */
export const Device = z.object({
  /** Such as `Firefox`; null: not one we know. */
  browser: z.string().nullable(),
  /** Such as `Android`; null: not one we know. */
  system: z.string().nullable(),
  kind: z.enum(['computer', 'phone', 'tablet', 'unknown']),
});
export type Device = z.infer<typeof Device>;

/** A living sign-in session as its owner and administrators see it. Those with something left to settle are not shown. */
export const SignInSessionInfo = z.object({
  id: Id,
  /** What its owner calls the device. */
  name: z.string().nullable(),
  device: Device,
  /** Where it came from: an IPv4 address or an IPv6 /64. */
  network: z.string().nullable(),
  method: SignInMethod,
  startedAt: Instant,
  /** Exact to a minute. */
  lastSeenAt: Instant,
  /** Ends by then at the latest, whatever happens. */
  expiresAt: Instant,
  isRemembered: z.boolean(),
  /** The session that asks. */
  isCurrent: z.boolean(),
});
export type SignInSessionInfo = z.infer<typeof SignInSessionInfo>;

/** Since when and until when the next attempt on an account has to wait, and where that attempt comes from. */
export const SlowedSignIn = z.object({
  where: z.enum(['anywhere', 'network', 'device', 'signed-in', 'other']),
  /** For `network`. */
  network: z.string().nullable(),
  until: Instant,
});
export type SlowedSignIn = z.infer<typeof SlowedSignIn>;

/** Digits of the number that confirms a new device. */
export const DEVICE_NUMBER_DIGITS = 6;

export const DeviceConfirmation = z.object({
  /** The e-mail it was sent to, most of it hidden. */
  sentTo: z.string(),
  /** The number works until then. */
  expiresAt: Instant,
  triesLeft: z.int(),
  /** From then on another number can be asked for; null: not any more in this sign-in. */
  resendAt: Instant.nullable(),
});
export type DeviceConfirmation = z.infer<typeof DeviceConfirmation>;

const tag = 'accounts';
const SessionParams = z.object({ id: Id, sessionId: Id });

export const signInSessionRoutes = {
  signInOptions: route({
    method: 'GET',
    path: '/api/sign-in/options',
    tag,
    summary: 'What the sign-in page offers, the same for everybody',
    reply: z.object({
      /** The most days anybody may stay signed in on a device; whether a person may depends on their role. 0: nobody. */
      rememberDays: z.int(),
    }),
  }),
  mySignInSessions: route({
    method: 'GET',
    path: '/api/me/sign-in-sessions',
    tag,
    summary: 'Where one is signed in, last used first',
    reply: z.array(SignInSessionInfo),
  }),
  nameMySignInSession: route({
    method: 'PATCH',
    path: '/api/me/sign-in-sessions/:id',
    tag,
    summary: 'Give a device a name of one’s own',
    params: IdParams,
    body: z.object({ name: Line(60).nullable() }),
    reply: SignInSessionInfo,
  }),
  endMySignInSession: route({
    method: 'DELETE',
    path: '/api/me/sign-in-sessions/:id',
    tag,
    summary: 'Sign out on one device',
    params: IdParams,
    reply: Done,
  }),
  endMyOtherSignInSessions: route({
    method: 'POST',
    path: '/api/me/sign-in-sessions/end-others',
    tag,
    summary: 'Sign out everywhere but here',
    reply: z.object({ ended: z.int() }),
  }),
  personSignIn: route({
    method: 'GET',
    path: '/api/people/:id/sign-in',
    tag,
    summary: 'Where a person is signed in, and whether signing in is slowed',
    params: IdParams,
    reply: z.object({
      sessions: z.array(SignInSessionInfo),
      slowed: z.array(SlowedSignIn),
      /** They choose a new password at their next sign-in. */
      isPasswordChangeDue: z.boolean(),
    }),
  }),
  endPersonSignInSession: route({
    method: 'DELETE',
    path: '/api/people/:id/sign-in-sessions/:sessionId',
    tag,
    summary: 'Sign a person out on one device',
    params: SessionParams,
    reply: Done,
  }),
  endPersonSignInSessions: route({
    method: 'POST',
    path: '/api/people/:id/sign-in-sessions/end',
    tag,
    summary: 'Sign a person out everywhere; of oneself, the session that asks stays',
    params: IdParams,
    reply: z.object({ ended: z.int() }),
  }),
  unlockPerson: route({
    method: 'POST',
    path: '/api/people/:id/unlock',
    tag,
    summary: 'Forget a person’s failed attempts, so that the next one is looked at without delay',
    params: IdParams,
    reply: Done,
  }),
  deviceConfirmation: route({
    method: 'GET',
    path: '/api/me/device-confirmation',
    tag,
    summary: 'Where the number that confirms this device was mailed, and what can still be done',
    reply: DeviceConfirmation,
  }),
  confirmDevice: route({
    method: 'POST',
    path: '/api/me/device-confirmation',
    tag,
    summary: 'Confirm this device with the mailed number',
    body: z.object({ number: z.string().regex(/^\d{6}$/, 'six digits') }),
    reply: Me,
  }),
  resendDeviceNumber: route({
    method: 'POST',
    path: '/api/me/device-confirmation/resend',
    tag,
    summary: 'Mail another number; the earlier one stops working',
    reply: DeviceConfirmation,
  }),
};
