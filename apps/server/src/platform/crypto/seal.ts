import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Nothing was opened: the bytes, their owner, their key or their place is not what was sealed. */
export class SealError extends Error {}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** @param bound what the content belongs to; it must be said again, word for word, to open. @returns nonce ‖ ciphertext ‖ tag. */
export const seal = (props: { key: Buffer; clear: Uint8Array; bound: readonly string[] }): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, props.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(props.bound));
  return Buffer.concat([nonce, cipher.update(props.clear), cipher.final(), cipher.getAuthTag()]);
};

/**
 * @returns the clear bytes in a buffer of their own: overwrite it after use.
 * @throws SealError when a bit, the key, the owner or the length differs. The tag is always the last 16 bytes, so a
 * shortened one is no tag at all.
 */
export const unseal = (props: { key: Buffer; sealed: Uint8Array; bound: readonly string[] }): Buffer => {
  const { sealed } = props;
  if (sealed.length <= NONCE_BYTES + TAG_BYTES) throw new SealError('too short to be sealed');
  const decipher = createDecipheriv(CIPHER, props.key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(props.bound));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const clear = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return clear;
  } catch (cause) {
    clear.fill(0);
    throw new SealError('not what was sealed', { cause });
  }
};

/** Each part with its length before it, so that no two lists of parts read the same. */
const associatedData = (parts: readonly string[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
