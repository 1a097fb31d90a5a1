import { generateKeyPairSync, sign } from 'node:crypto';
import type { DeviceProof } from '@smart-presence/contract';
import type { ApiClient } from './api.ts';

/** The key a browser would keep. */
interface Device {
  sign(message: string): DeviceProof;
}

const devices = new WeakMap<ApiClient, Device>();

/** The one device of an API client: it signs check-ins as a browser does. */
export function deviceOf(client: ApiClient): Device {
  const device = devices.get(client) ?? newDevice();
  devices.set(client, device);
  return device;
}

function newDevice(): Device {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]).toString('base64url');
  return {
    sign(message) {
      const signature = sign('sha256', Buffer.from(message), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return { publicKey: point, signature: signature.toString('base64url'), label: 'A test' };
    },
  };
}
