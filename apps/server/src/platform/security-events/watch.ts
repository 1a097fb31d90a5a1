import type { Db } from '../db/index.ts';
import { type CountedEvent, type SecurityEvent, writeEvents } from './write-events.ts';

/** Puts equal events together and writes them a moment later. */
export interface SecurityWatch {
  note(event: SecurityEvent): void;
  /** Writes what is due. @returns how many rows. */
  flush(now: number): Promise<number>;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** So many different ones are told apart at a time; of more, only what they are is kept. */
export const MOST_APART = 300;
/** The first of its kind is written at the next flush, then ever more rarely while it goes on. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60_000;

interface Kept {
  /** null: all written. */
  counted: CountedEvent | null;
  /** Not written again before this instant. */
  quietUntil: number;
  pauseMs: number;
}

const watches = new WeakMap<object, SecurityWatch>();

export const watchOf = (db: Db): SecurityWatch | undefined => watches.get(db);

/** The one watch of a database in this process. @param onError a write that failed; what it held is tried again. */
export const openSecurityWatch = (db: Db, onError: (error: unknown) => void): SecurityWatch => {
  const kept = new Map<string, Kept>();

  const note = (event: SecurityEvent): void => {
    const full = kept.size >= MOST_APART && !kept.has(keyOf(event));
    const noted = full ? withoutDetails(event) : event;
    const key = keyOf(noted);
    const entry = kept.get(key) ?? { counted: null, quietUntil: 0, pauseMs: FIRST_PAUSE_MS };
    const { counted } = entry;
    entry.counted = {
      // The newest evidence says most, such as how many different objects it were.
      event: { ...noted, at: counted?.event.at ?? noted.at },
      times: (counted?.times ?? 0) + 1,
      lastAt: Math.max(counted?.lastAt ?? 0, noted.at),
    };
    kept.set(key, entry);
  };

  const write = async (isDue: (entry: Kept) => boolean, now: number): Promise<number> => {
    const due: Kept[] = [];
    for (const [key, entry] of kept) {
      if (entry.counted && isDue(entry)) due.push(entry);
      else if (!entry.counted && entry.quietUntil + entry.pauseMs < now) kept.delete(key);
    }
    const counted = due.flatMap((entry) => entry.counted ?? []);
    // Taken out before anything is awaited: what is noted meanwhile is counted anew.
    for (const entry of due) entry.counted = null;
    try {
      await writeEvents(db, counted);
    } catch (error) {
      due.forEach((entry, index) => {
        entry.counted = together(counted[index] as CountedEvent, entry.counted);
      });
      onError(error);
      return 0;
    }
    for (const entry of due) {
      entry.quietUntil = now + entry.pauseMs;
      entry.pauseMs = Math.min(LONGEST_PAUSE_MS, entry.pauseMs * 2);
    }
    return counted.length;
  };

  const watch: SecurityWatch = {
    note,
    flush: (now) => write((entry) => entry.quietUntil <= now, now),
    close: async () => {
      watches.delete(db);
      await write(() => true, 0);
    },
  };
  watches.set(db, watch);
  return watch;
};

const keyOf = ({ code, actor, personId, sessionId }: SecurityEvent): string =>
  JSON.stringify([code, actor.kind, actor.id, personId ?? null, sessionId ?? null]);

/** One row for all the rest: a flood from everywhere must not fill the memory. */
const withoutDetails = ({ code, at }: SecurityEvent): SecurityEvent => ({
  code,
  at,
  actor: { kind: 'server', id: 'many' },
});

const together = (first: CountedEvent, later: CountedEvent | null): CountedEvent =>
  later === null
    ? first
    : {
        event: { ...later.event, at: first.event.at },
        times: first.times + later.times,
        lastAt: Math.max(first.lastAt, later.lastAt),
      };
