import type { KioskCapsule, KioskHome, KioskRecord } from '@smart-presence/contract';
import type { ServerClock } from './server-clock.ts';

/*
 * What a kiosk keeps for when the network is gone: its signing key, what its screen shows, sealed capsules, each with the key that opens
 * it, and records that wait. Keys are not readable by any script. Erased are capsules when they end or are replaced, records when the server has them.
 */

const DATABASE = 'smart-presence-kiosk';
const STORES = ['keys', 'capsules', 'records'] as const;
type Store = (typeof STORES)[number];

/** A capsule as it is kept: sealed. */
export interface KeptCapsule {
  capsule: KioskCapsule;
  privateKey: CryptoKey;
}

export interface ChainHead {
  sequence: number;
  hash: string;
}

const SIGNING = 'signing';
const HEAD = 'head';
const HOME = 'home';
const CONTACT = 'contact';

/** What the screen shows without a network, and when that was, by this device's clock. Nothing in it lets anybody in. */
export interface KeptHome {
  home: KioskHome;
  receivedAt: number;
}

/** What was learnt when the server was last met. */
export interface Contact {
  clock: ServerClock;
  /** Of the descriptor net. */
  model: string | null;
}

export const keepHome = ({ home, receivedAt }: KeptHome): Promise<unknown> =>
  write('keys', (store) => store.put({ home: { ...home, csrfToken: '' }, receivedAt }, HOME));
export const keptHome = (): Promise<KeptHome | undefined> => read<KeptHome>('keys', HOME);
export const keepContact = (contact: Contact): Promise<unknown> =>
  write('keys', (store) => store.put(contact, CONTACT));
export const keptContact = (): Promise<Contact | undefined> => read<Contact>('keys', CONTACT);

export async function signingKey(): Promise<CryptoKeyPair> {
  const known = await read<CryptoKeyPair>('keys', SIGNING);
  if (known) return known;
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  // Two tabs at once: the first one's key stays.
  await write('keys', (store) => store.add(pair, SIGNING)).catch(() => undefined);
  return (await read<CryptoKeyPair>('keys', SIGNING)) ?? pair;
}

export const chainHead = (): Promise<ChainHead | undefined> => read<ChainHead>('keys', HEAD);

/** A record and the head it makes, both or neither. */
export const addRecord = (record: KioskRecord, head: ChainHead): Promise<unknown> =>
  inTransaction(['keys', 'records'], (store) => {
    store('records').put(record, record.sequence);
    return store('keys').put(head, HEAD);
  });

export const waitingRecords = (): Promise<KioskRecord[]> => all<KioskRecord>('records');

/** The server has these: they need not wait any more. */
export const forgetRecords = (upTo: number): Promise<unknown> =>
  write('records', (store) => store.delete(IDBKeyRange.upperBound(upTo)));

export const keptCapsules = (): Promise<KeptCapsule[]> => all<KeptCapsule>('capsules');
export const keepCapsule = (kept: KeptCapsule): Promise<unknown> =>
  write('capsules', (store) => store.put(kept, kept.capsule.id));
export const eraseCapsule = (id: string): Promise<unknown> => write('capsules', (store) => store.delete(id));

/** Another pairing: another key, another chain, and nothing of the former. */
export const startAnew = (): Promise<unknown> =>
  inTransaction(STORES, (store) => STORES.map((name) => store(name).clear()).at(-1) as IDBRequest);

const read = <T>(store: Store, key: string): Promise<T | undefined> =>
  inTransaction([store], (open) => open(store).get(key), 'readonly') as Promise<T | undefined>;
const all = <T>(store: Store): Promise<T[]> =>
  inTransaction([store], (open) => open(store).getAll(), 'readonly') as Promise<T[]>;
const write = (store: Store, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> =>
  inTransaction([store], (open) => work(open(store)));

async function inTransaction(
  stores: readonly Store[],
  work: (store: (name: Store) => IDBObjectStore) => IDBRequest,
  mode: IDBTransactionMode = 'readwrite',
): Promise<unknown> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction([...stores], mode);
    const request = work((name) => transaction.objectStore(name));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
    return request.result;
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const name of STORES) request.result.createObjectStore(name);
  };
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
