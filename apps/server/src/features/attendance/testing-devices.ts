import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { DeviceProof } from '@smart-presence/contract';
import type { Viewer } from '../../platform/http/index.ts';

/** A browser with its key. */
export interface TestDevice {
  publicKey: string;
  /** Signs as a browser does. */
  sign: (message: string) => DeviceProof;
}

export const newDevice = (label = 'Firefox on Android'): TestDevice => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const point = pointOf(publicKey);
  return {
    publicKey: point,
    sign: (message) => ({
      publicKey: point,
      signature: sign('sha256', Buffer.from(message), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
        'base64url',
      ),
      label,
    }),
  };
};

const pointOf = (key: KeyObject): string => {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const part = (text: string) => Buffer.from(text, 'base64url');
  return Buffer.concat([Buffer.from([4]), part(x), part(y)]).toString('base64url');
};

const devices = new Map<string, TestDevice>();

/** The phone a student always has with them. */
export const phoneOf = ({ personId }: Pick<Viewer, 'personId'>): TestDevice => {
  const device = devices.get(personId) ?? newDevice();
  devices.set(personId, device);
  return device;
};
