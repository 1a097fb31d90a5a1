import { ApiError } from '../../../api/api-error.ts';
import { isPassing } from '../send-patiently.ts';
import { type KeptCheckIn, pack, unpack } from './pack.ts';
import { seal, unseal } from './seal.ts';
import type { WaitingRow, WaitingStore } from './waiting-store.ts';

/** Longer than this no server takes it. */
export const KEEP_MS = 24 * 3_600_000;

/** A challenge has surely run out this long after pictures were taken for it. */
const CHALLENGE_GONE_MS = 120_000;

export type Settled<R> = { checkIn: KeptCheckIn } & ({ reply: R } | { error: unknown });

interface Sending<R> {
  personId: string;
  /** Who is signed in at this very moment, as the server says: another tab may have changed it. */
  whoIsSignedIn: () => Promise<string>;
  send: (checkIn: KeptCheckIn) => Promise<R>;
  /** Runs the work alone among all tabs; undefined when another one is at it. */
  alone: <T>(id: string, work: () => Promise<T>) => Promise<T | undefined>;
  onSettled: (settled: Settled<R>) => void;
}

const aboutOf = ({ id, personId }: Pick<WaitingRow, 'id' | 'personId'>): string => `${personId} ${id}`;

/** Check-ins that wait on this device to be sent, each its own person's alone. */
export function waitingQueue(store: WaitingStore, now: () => number = Date.now) {
  const own = async (personId: string) => (await store.all()).filter((row) => row.personId === personId);
  const isDue = ({ keptAt }: WaitingRow) => now() - keptAt <= KEEP_MS;

  /**
   * From another sign-in session than it was begun in, a check-in is taken once its challenge has run out, and not before:
   * whoever signed in again at once has to wait for that.
   */
  const isTooEarly = (error: unknown, { keptAt }: WaitingRow) =>
    error instanceof ApiError && error.code === 'challenge_invalid' && now() - keptAt < CHALLENGE_GONE_MS;

  /** Null for what cannot be opened any more: nobody can send it, so it goes. */
  const open = async (row: WaitingRow): Promise<KeptCheckIn | null> => {
    try {
      const key = await store.keyOf(row.personId);
      return unpack(await unseal({ key, about: aboutOf(row), bytes: row.sealed }));
    } catch {
      await store.remove(row.id);
      return null;
    }
  };

  const sweep = async (): Promise<void> => {
    for (const row of await store.all()) if (!isDue(row)) await store.remove(row.id);
  };

  return {
    /** Puts a check-in down, sealed, before it is sent. */
    keep: async (personId: string, checkIn: KeptCheckIn): Promise<void> => {
      const id = checkIn.key;
      const key = await store.keyOf(personId);
      const sealed = await seal({ key, about: aboutOf({ id, personId }), bytes: await pack(checkIn) });
      await store.put({ id, personId, keptAt: now(), sealed });
    },

    /** Lets go of one that has its answer, or that its owner gives up. */
    remove: (id: string): Promise<void> => store.remove(id),

    /** What waits for this person, oldest first; what is too old goes. */
    list: async (personId: string): Promise<KeptCheckIn[]> => {
      await sweep();
      const kept = await Promise.all((await own(personId)).map(open));
      return kept.filter((checkIn) => checkIn !== null);
    },

    /** Sends what waits for this person, oldest first, until something is in the way. */
    sendAll: async <R>(sending: Sending<R>): Promise<void> => {
      const { personId, whoIsSignedIn, send, alone, onSettled } = sending;
      await sweep();
      for (const row of await own(personId)) {
        const goOn = await alone(row.id, async () => {
          // Another tab has sent it while this one waited for its turn.
          if (!(await own(personId)).some(({ id }) => id === row.id)) return true;
          if ((await whoIsSignedIn()) !== personId) return false;
          const checkIn = await open(row);
          if (!checkIn) return true;
          const settled = await send(checkIn).then(
            (reply): Settled<R> => ({ checkIn, reply }),
            (error: unknown): Settled<R> => ({ checkIn, error }),
          );
          if ('error' in settled && (isPassing(settled.error) || isTooEarly(settled.error, row))) return false;
          // Somebody else has signed in between the two: their no is not this person's.
          if ('error' in settled && (await whoIsSignedIn()) !== personId) return false;
          await store.remove(row.id);
          onSettled(settled);
          return true;
        });
        if (goOn === false) return;
      }
    },

    /** Erases what waits for a person, and the key that sealed it: they sign out. */
    forget: async (personId: string): Promise<void> => {
      await store.forgetKey(personId);
      for (const { id } of await own(personId)) await store.remove(id);
    },

    sweep,
  };
}

export type WaitingQueue = ReturnType<typeof waitingQueue>;
