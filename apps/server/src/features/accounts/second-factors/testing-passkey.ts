import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { NewPasskeyResponse, PasskeyCreation, PasskeyRequest, PasskeyResponse } from '@smart-presence/contract';

/** How a test makes an answer wrong. */
export interface Twist {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** The person was not verified by the device. */
  unverified?: boolean;
  /** Says this counter instead of the next. */
  counter?: number;
  /** Signs something else than it says. */
  forged?: boolean;
  userHandle?: string;
}

export interface TestPasskey {
  credentialId: string;
  create(options: PasskeyCreation, twist?: Twist): NewPasskeyResponse;
  get(options: PasskeyRequest, twist?: Twist): PasskeyResponse;
  /** Another device with the same key and counter. */
  copy(): TestPasskey;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** An authenticator in memory that behaves as Web Authentication Level 3 says: ES256, attestation `none`. */
export const testPasskey = (origin = 'http://localhost', state?: TestPasskeyState): TestPasskey => {
  const keys = state?.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = state?.id ?? randomBytes(16);
  let counter = state?.counter ?? 0;
  let userHandle = state?.userHandle ?? '';

  const authData = (rpId: string, twist: Twist, attested?: Buffer): Buffer => {
    counter = twist.counter ?? counter + 1;
    const flags = PRESENT | (twist.unverified ? 0 : VERIFIED) | (attested ? ATTESTED : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(twist.rpId ?? rpId), head, attested ?? Buffer.alloc(0)]);
  };
  const clientData = (type: string, challenge: string, twist: Twist): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: twist.challenge ?? challenge,
        origin: twist.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const named = { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {} } as const;

  return {
    credentialId: text(id),
    create: (options, twist = {}) => {
      userHandle = options.user.id;
      const jwk = keys.publicKey.export({ format: 'jwk' });
      const cose = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(String(jwk.x), 'base64url'))],
        [-3, new Uint8Array(Buffer.from(String(jwk.y), 'base64url'))],
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, Buffer.from(isoCBOR.encode(cose as never))]);
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData(options.rp.id, twist, attested))],
      ]);
      return {
        ...named,
        response: {
          clientDataJSON: text(clientData('webauthn.create', options.challenge, twist)),
          attestationObject: text(Buffer.from(isoCBOR.encode(attestation as never))),
          transports: ['internal'],
        },
      };
    },
    get: (options, twist = {}) => {
      const data = authData(options.rpId, twist);
      const client = clientData('webauthn.get', options.challenge, twist);
      const signed = twist.forged ? Buffer.from('something else') : Buffer.concat([data, sha256(client)]);
      return {
        ...named,
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(data),
          signature: text(sign('sha256', signed, keys.privateKey)),
          userHandle: twist.userHandle ?? userHandle,
        },
      };
    },
    copy: () => testPasskey(origin, { keys, id, counter, userHandle }),
  };
};

interface TestPasskeyState {
  keys: KeyPairKeyObjectResult;
  id: Buffer;
  counter: number;
  userHandle: string;
}

const sha256 = (content: string | Buffer): Buffer => createHash('sha256').update(content).digest();
const text = (bytes: Buffer): string => bytes.toString('base64url');
