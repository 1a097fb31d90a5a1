import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { deriveKey, equalText, sign } from '../../platform/crypto/index.ts';
import { isSecure } from './session-cookie.ts';

const YEAR_SECONDS = 365 * 86_400;
/** A lab computer has many owners; the latest are remembered. */
const REMEMBERED = 8;

export interface KnownDevice {
  /** The device's id when this person has signed in on it before, else null. */
  of(request: FastifyRequest, personId: string): string | null;
  remember(props: { request: FastifyRequest; reply: FastifyReply; personId: string }): void;
}

/**
 * Remembers in a signed cookie who signed in on a device, so that guesses made elsewhere never delay the owner. It
 * opens nothing by itself: the password is still asked for, and failures on the device are counted for the device.
 */
export const knownDevice = (config: Config, signing: Buffer): KnownDevice => {
  const key = deriveKey(signing, 'known-device');
  const secure = isSecure(config);
  const name = secure ? '__Host-sp_device' : 'sp_device';
  const proof = (deviceId: string, personId: string): string => sign(key, `${deviceId}\n${personId}`);
  const read = (request: FastifyRequest): string[] => {
    const [deviceId = '', ...proofs] = (request.cookies[name] ?? '').split('.');
    return /^[\w-]{16}$/.test(deviceId) ? [deviceId, ...proofs.slice(0, REMEMBERED)] : [];
  };
  return {
    of: (request, personId) => {
      const [deviceId, ...proofs] = read(request);
      if (deviceId === undefined) return null;
      const wanted = proof(deviceId, personId);
      return proofs.some((given) => equalText(given, wanted)) ? deviceId : null;
    },
    remember: ({ request, reply, personId }) => {
      const [known, ...proofs] = read(request);
      const deviceId = known ?? randomBytes(12).toString('base64url');
      const mine = proof(deviceId, personId);
      const kept = [mine, ...proofs.filter((given) => given !== mine)].slice(0, REMEMBERED);
      const value = [deviceId, ...kept].join('.');
      void reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: YEAR_SECONDS });
    },
  };
};
