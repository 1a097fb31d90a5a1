/*
 * What waits on a device is sealed with a key of its person that no script can read: whoever copies the browser's files
 * as data finds no face, and forgetting the key forgets all that it sealed.
 */

const cipher = 'AES-GCM';
const NONCE_BYTES = 12;

export const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: cipher, length: 256 }, false, ['encrypt', 'decrypt']);

interface Sealing {
  key: CryptoKey;
  /** Whose it is, and which: opened for anybody else, or under another name, it does not open. */
  about: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const settings = (about: string, iv: Uint8Array<ArrayBuffer>) => ({
  name: cipher,
  iv,
  additionalData: new TextEncoder().encode(about),
});

export async function seal({ key, about, bytes }: Sealing): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(settings(about, iv), key, bytes));
  const whole = new Uint8Array(NONCE_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, NONCE_BYTES);
  return whole;
}

/** @throws Error when it was changed, or is another's. */
export async function unseal({ key, about, bytes }: Sealing): Promise<Uint8Array<ArrayBuffer>> {
  const iv = bytes.slice(0, NONCE_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt(settings(about, iv), key, bytes.slice(NONCE_BYTES)));
}
