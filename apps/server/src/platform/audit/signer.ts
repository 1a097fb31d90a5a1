import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { deriveKey } from '../crypto/index.ts';
import { canonicalJson } from './chain.ts';

/** That the chain went as far as `seq`, where its hash was `hash`; `pruned`: that what came before was removed on purpose. */
export interface Statement {
  kind: 'checkpoint' | 'pruned';
  seq: number;
  /** When it was made, milliseconds UTC. */
  at: number;
  hash: string;
}

export interface SignedStatement extends Statement {
  keyId: string;
  /** Ed25519 over canonical JSON, base64url. */
  signature: string;
}

export interface AuditSigner {
  keyId: string;
  /** 32 bytes, base64url: what others need to check the signatures. */
  publicKey: string;
  sign(statement: Statement): SignedStatement;
}

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Derived from the server's secret, as every key that signs: nothing more to keep, and it is in no database. */
export const openAuditSigner = (signing: Buffer): AuditSigner => {
  const seed = deriveKey(signing, 'audit-checkpoints');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = String(createPublicKey(key).export({ format: 'jwk' }).x);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey,
    sign: (statement) => ({
      ...statement,
      keyId,
      signature: sign(null, messageOf(statement), key).toString('base64url'),
    }),
  };
};

/** A short name of a public key, for people to compare: 96 bits of its SHA-256. */
export const keyIdOf = (publicKey: string): string =>
  hash('sha256', Buffer.from(publicKey, 'base64url'), 'base64url').slice(0, 16);

/** Public keys whose statements count. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** @param publicKeys base64url of 32 bytes each. @throws Error for one that is no key. */
export const trust = (...publicKeys: readonly string[]): TrustedKeys =>
  new Map(
    publicKeys.map((x) => [keyIdOf(x), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })]),
  );

/** @returns what is wrong with it; undefined: a trusted key signed it. */
export const judgeStatement = (signed: SignedStatement, keys: TrustedKeys): 'unknown_key' | 'signature' | undefined => {
  const key = keys.get(signed.keyId);
  if (!key) return 'unknown_key';
  return verify(null, messageOf(signed), key, Buffer.from(signed.signature, 'base64url')) ? undefined : 'signature';
};

const messageOf = ({ kind, seq, at, hash: head }: Statement): Buffer =>
  Buffer.from(canonicalJson({ purpose: 'smart-presence/audit-log', kind, seq, at, hash: head }));
