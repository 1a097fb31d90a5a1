import type { MonitoringRules } from '@smart-presence/contract';
import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { agedRows, PORTION, type RetentionWork } from '../../platform/retention/index.ts';
import { DAY_MS } from '../attendance/index.ts';
import { monitoringSettings } from './settings.store.ts';

const everyMs = 10 * 60_000;

const daysOf = (which: (rules: MonitoringRules) => number | null) => async (db: Db) =>
  which((await monitoringSettings(db)).rules);

/** What older looks showed of anybody. Openings stay: who looked is told when the picture has gone. */
const oldResults: RetentionWork = {
  ...agedRows({
    rule: 'room-results',
    table: 'roomSnapshot',
    isAudited: true,
    old: (where, { before }) => where('takenAt', '<=', before),
    session: 'sessionId',
    first: async (trx, ids) => {
      await trx.deleteFrom('roomPicture').where('id', 'in', ids).execute();
      await trx.deleteFrom('roomSighting').where('snapshotId', 'in', ids).execute();
    },
  }),
  everyMs,
  days: daysOf(({ resultDays }) => resultDays),
};

/** Pictures whose time is over, also under rules kinder to them than those in force; all of them where none are kept any more. */
const isOver = (db: Db, { longest, now }: { longest: number; now: number }) =>
  db
    .selectFrom('roomPicture')
    .innerJoin('roomSnapshot', 'roomSnapshot.id', 'roomPicture.id')
    .where((eb) => eb.or([eb('roomPicture.keptUntil', '<=', now), eb('roomSnapshot.takenAt', '<=', now - longest)]));

const longestOf = async (db: Db): Promise<number> => ((await monitoringSettings(db)).rules.pictureDays ?? 0) * DAY_MS;

/** Nothing holds them: students were told how long pictures of a room are kept, and others are in them. */
const oldPictures: RetentionWork = {
  rule: 'room-pictures',
  everyMs,
  days: daysOf(({ pictureDays }) => pictureDays),
  due: async (db, { now }) => {
    const { n } = await isOver(db, { longest: await longestOf(db), now })
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return { due: Number(n), held: 0 };
  },
  erase: (db, { now }) =>
    transact(db, async (trx) => {
      const longest = await longestOf(trx);
      const erased = await trx
        .deleteFrom('roomPicture')
        .where('id', 'in', isOver(trx, { longest, now }).select('roomPicture.id').limit(PORTION))
        .executeTakeFirst();
      const count = Number(erased.numDeletedRows);
      const subject = { kind: 'monitoring', id: null } as const;
      if (count > 0)
        await audit(trx, { action: 'room-pictures.erased', at: now, actorId: null, subject, details: { count } });
      return count;
    }),
};

/** Pictures first: a snapshot that is held keeps its numbers, and no picture. */
export const monitoringRetention: RetentionWork[] = [oldPictures, oldResults];
