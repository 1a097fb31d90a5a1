import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';

/** How often the row is written, and after which silence nobody was alive. A restart is quicker; a check-in waits as long. */
const BEAT_MS = 5_000;
export const SILENCE_MS = 30_000;
const NAME = 'server';

export interface Heart {
  /** Says that this server is alive; writes at most every few seconds. */
  beat(now: number): Promise<void>;
}

export const createHeart = (db: Db): Heart => {
  let written = Number.NEGATIVE_INFINITY;
  return {
    beat: async (now) => {
      if (now >= written && now - written < BEAT_MS) return;
      await noteBeat(db, now);
      written = now;
    },
  };
};

/** Moves the row on, never back; a silence before it becomes an outage, once, however many servers come back together. */
export const noteBeat = (db: Db, now: number): Promise<void> =>
  transact(db, async (trx) => {
    const before = await lastBeat(trx);
    if (before === undefined) {
      await trx
        .insertInto('heartbeat')
        .values({ name: NAME, beatAt: now })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      return;
    }
    const moved = await trx
      .updateTable('heartbeat')
      .set({ beatAt: now })
      .where('name', '=', NAME)
      .where('beatAt', '=', before)
      .where('beatAt', '<', now)
      .returning('name')
      .executeTakeFirst();
    if (moved && now - before > SILENCE_MS)
      await trx
        .insertInto('outage')
        .values({ id: newId(now), beganAt: before, endedAt: now })
        .execute();
  });

const lastBeat = async (db: Db): Promise<number | undefined> =>
  (await db.selectFrom('heartbeat').select('beatAt').where('name', '=', NAME).executeTakeFirst())?.beatAt;

export interface Silence {
  beganAt: number;
  endedAt: number;
}

/**
 * Times without any server within a window, also one that nobody has written down yet: whoever closes a session may come
 * before the first beat after it.
 */
export const silencesIn = async (
  trx: Trx,
  { from, until, now }: { from: number; until: number; now: number },
): Promise<Silence[]> => {
  const written = await trx
    .selectFrom('outage')
    .select(['beganAt', 'endedAt'])
    .where('endedAt', '>', from)
    .where('beganAt', '<', until)
    .orderBy('beganAt')
    .execute();
  const beat = await lastBeat(trx);
  const isSilent = beat !== undefined && now - beat > SILENCE_MS && beat < until && now > from;
  return isSilent ? [...written, { beganAt: beat, endedAt: now }] : written;
};

/** Outages matter until their sessions are closed. */
export const forgetOldOutages = async (db: Db, before: number): Promise<void> => {
  await db.deleteFrom('outage').where('endedAt', '<', before).execute();
};
