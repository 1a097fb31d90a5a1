import type { MonitoringRules } from '@smart-presence/contract';
import { auditAll } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { DAY_MS } from '../attendance/index.ts';

/** Erased in portions: none of them holds the database for long. */
const PORTION = 500;

/**
 * Erases pictures whose time is over, all of them where none are kept any more, and then what older looks showed of anybody.
 * Openings stay: who looked is told when the picture has gone. @returns how many snapshots were erased.
 */
export const forgetOldLooks = async (
  db: Db,
  { rules, now }: { rules: MonitoringRules; now: number },
): Promise<number> => {
  const longest = rules.pictureDays === null ? 0 : rules.pictureDays * DAY_MS;
  await transact(db, async (trx) => {
    const erased = await trx
      .deleteFrom('roomPicture')
      .where((eb) =>
        eb.or([
          eb('keptUntil', '<=', now),
          // Kept under rules that were kinder to pictures than those in force.
          eb(
            'id',
            'in',
            eb
              .selectFrom('roomSnapshot')
              .select('id')
              .where('takenAt', '<=', now - longest),
          ),
        ]),
      )
      .executeTakeFirst();
    const count = Number(erased.numDeletedRows);
    const subject = { kind: 'monitoring', id: null } as const;
    if (count > 0)
      await auditAll(trx, [{ action: 'room-pictures.erased', at: now, actorId: null, subject, details: { count } }]);
  });
  const before = now - rules.resultDays * DAY_MS;
  let forgotten = 0;
  for (;;) {
    const ids = await db
      .selectFrom('roomSnapshot')
      .select('id')
      .where('takenAt', '<=', before)
      .limit(PORTION)
      .execute();
    if (ids.length === 0) return forgotten;
    const old = ids.map(({ id }) => id);
    await transact(db, async (trx) => {
      await trx.deleteFrom('roomPicture').where('id', 'in', old).execute();
      await trx.deleteFrom('roomSighting').where('snapshotId', 'in', old).execute();
      await trx.deleteFrom('roomSnapshot').where('id', 'in', old).execute();
    });
    forgotten += old.length;
  }
};
