import { createPrivateKey, createPublicKey, hash, sign as signWith, verify as verifyWith } from 'node:crypto';
import { deriveKey } from './tokens.ts';

/** An Ed25519 key of the server: signs what others check without it. */
export interface SigningKey {
  keyId: string;
  /** 32 bytes, base64url. */
  publicKey: string;
  /** @returns base64url. */
  sign(message: Buffer): string;
}

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Derived from the server's secret for one purpose: nothing more to keep, and it is in no database. */
export const signingKeyFor = (secret: Buffer, purpose: string): SigningKey => {
  const der = Buffer.concat([PKCS8, deriveKey(secret, purpose)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = String(createPublicKey(key).export({ format: 'jwk' }).x);
  return {
    keyId: keyNameOf(publicKey),
    publicKey,
    sign: (message) => signWith(null, message, key).toString('base64url'),
  };
};

/** A short name of a public key, for people to compare: 96 bits of its SHA-256. */
export const keyNameOf = (publicKey: string): string =>
  hash('sha256', Buffer.from(publicKey, 'base64url'), 'base64url').slice(0, 16);

/** @throws Error for a public key that is none. */
export const isSignedBy = (signed: { message: Buffer; signature: string; publicKey: string }): boolean => {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signed.publicKey }, format: 'jwk' });
  return verifyWith(null, signed.message, key, Buffer.from(signed.signature, 'base64url'));
};
