import type { DeviceProof } from '@smart-presence/contract';
import { browserLabel } from './browser-label.ts';

/*
 * The key by which this browser is known again: made here, kept in IndexedDB, never readable by any script. Where a
 * browser has no place for it (a private window, an old one) there is no proof, and the teacher is told so; nobody is
 * kept from checking in.
 */

const DATABASE = 'smart-presence';
const STORE = 'device';
const KEY = 'check-in';
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Signs a message with this browser's key, which is made when there is none. @returns null where that cannot be. */
export async function signWithDevice(message: string): Promise<DeviceProof | null> {
  try {
    const { publicKey, privateKey } = (await readKey()) ?? (await makeKey());
    const bytes = new TextEncoder().encode(message);
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes);
    return {
      publicKey: toBase64Url(await crypto.subtle.exportKey('raw', publicKey)),
      signature: toBase64Url(signature),
      label: browserLabel(navigator.userAgent),
    };
  } catch {
    return null;
  }
}

/** Starts anew: the next check-in is that of a device nobody has seen. */
export async function forgetDevice(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY)).catch(() => undefined);
}

const FINGERPRINT_CHARS = 8;

/** How the server's list names this browser's key; null while it has none. */
export async function ownFingerprint(): Promise<string | null> {
  try {
    const pair = await readKey();
    if (!pair) return null;
    const point = await crypto.subtle.exportKey('raw', pair.publicKey);
    return toBase64Url(await crypto.subtle.digest('SHA-256', point)).slice(0, FINGERPRINT_CHARS);
  } catch {
    return null;
  }
}

/** SHA-256 of a picture as it is sent, hex. */
export async function digestOf(picture: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await picture.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const readKey = async (): Promise<CryptoKeyPair | undefined> =>
  (await inStore('readonly', (store) => store.get(KEY))) as CryptoKeyPair | undefined;

async function makeKey(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
  // Two tabs at once: the first one's key stays, and the second one takes it.
  await inStore('readwrite', (store) => store.add(pair, KEY)).catch(() => undefined);
  const kept = await readKey();
  if (!kept) throw new Error('this browser keeps no keys');
  return kept;
}

async function inStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await openDatabase();
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request) as Promise<IDBDatabase>;
}

const settled = (request: IDBRequest): Promise<unknown> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const toBase64Url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
