import { type DBSchema, openDB } from 'idb';
import { makeKey } from './seal.ts';

/** A sealed check-in, with what has to be known to leave it alone or to throw it away. */
export interface WaitingRow {
  /** The Idempotency-Key of the request. */
  id: string;
  personId: string;
  /** By the device's clock. */
  keptAt: number;
  sealed: Uint8Array<ArrayBuffer>;
}

/** Where check-ins wait; in tests a list. */
export interface WaitingStore {
  /** The person's key; made when there is none. */
  keyOf(personId: string): Promise<CryptoKey>;
  put(row: WaitingRow): Promise<unknown>;
  /** Of everybody who uses this browser, oldest first. */
  all(): Promise<WaitingRow[]>;
  remove(id: string): Promise<void>;
  /** Forgets the person's key. */
  forgetKey(personId: string): Promise<void>;
}

interface Tables extends DBSchema {
  checkIn: { key: string; value: WaitingRow };
  key: { key: string; value: CryptoKey };
}

const open = () =>
  openDB<Tables>('smart-presence-waiting', 1, {
    upgrade: (database) => {
      database.createObjectStore('checkIn', { keyPath: 'id' });
      database.createObjectStore('key');
    },
  });

/** The browser's own. @throws Error where it keeps nothing: a private window, a full disk. */
export async function openWaitingStore(): Promise<WaitingStore> {
  const database = await open();
  return {
    keyOf: async (personId) => {
      const known = await database.get('key', personId);
      if (known) return known;
      const made = await makeKey();
      // Two tabs at once: the first one's key stays, and the second one takes it.
      await database.add('key', made, personId).catch(() => undefined);
      return (await database.get('key', personId)) ?? made;
    },
    put: (row) => database.put('checkIn', row),
    all: async () => (await database.getAll('checkIn')).sort((one, other) => one.keptAt - other.keptAt),
    remove: (id) => database.delete('checkIn', id),
    forgetKey: (personId) => database.delete('key', personId),
  };
}
