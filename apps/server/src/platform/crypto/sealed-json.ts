import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealing {
  /** 32 bytes, of `deriveKey`. */
  key: Buffer;
  /** What the content belongs to, such as the id of its row; it must be said again, word for word, to open. */
  bound: string;
}

/** @returns nonce (12) ‖ ciphertext ‖ tag (16). */
export const sealJson = ({ key, bound }: Sealing, value: unknown): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  return Buffer.concat([nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
};

/** @throws Error when a bit, the key or what it is bound to differs; the tag is always the last 16 bytes. */
export const openJson = ({ key, bound }: Sealing, sealed: Uint8Array): unknown => {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const clear = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  return JSON.parse(Buffer.concat([clear, decipher.final()]).toString('utf8'));
};
