import { SCHEDULED_DAYS } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { type Db, newId, oneAtATime, type Schema, type Trx, transact } from '../../../platform/db/index.ts';
import { addDays, classesOf, dayIn, type Occurrence, type TimetableFollower, timeZone } from '../../academics/index.ts';
import { tellTimetable } from './tell-timetable.ts';

type ScheduledRow = Selectable<Schema['scheduledSession']>;

const DAY_MS = 24 * 3_600_000;
/** Classes that begin later are made when their time comes nearer. */
const HORIZON_MS = SCHEDULED_DAYS * DAY_MS;

export interface Followed {
  made: number;
  changed: number;
  /** No longer in the timetable. */
  gone: number;
}

/**
 * Brings the scheduled sessions of a section in line with its timetable. Doing it again changes nothing. What was opened,
 * and what is over, stays as it was.
 */
export const followTimetable = (db: Db, { sectionId, now }: { sectionId: string; now: number }): Promise<Followed> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, `schedule:${sectionId}`);
    const classes = await classesOf(trx, { sectionId });
    const rows = await trx.selectFrom('scheduledSession').selectAll().where('sectionId', '=', sectionId).execute();
    return apply(trx, { ...compare({ classes, rows, now }), now });
  });

/** `followTimetable` where it has something to do: time alone brings classes nearer. For a job on any number of servers. */
export const followAllTimetables = async (db: Db, now: number): Promise<Followed> => {
  const zone = await timeZone(db);
  // A day more at both ends than can matter in any zone.
  const from = addDays(dayIn(zone, now), -1);
  const until = addDays(dayIn(zone, now), SCHEDULED_DAYS + 1);
  const classes = groupBySection(await classesOf(db, { from, until }));
  const rows = groupBySection(
    await db
      .selectFrom('scheduledSession')
      .selectAll()
      .where((eb) => eb.or([eb('endsAt', '>', now), eb('day', '>=', from)]))
      .execute(),
  );
  const total: Followed = { made: 0, changed: 0, gone: 0 };
  for (const sectionId of new Set([...classes.keys(), ...rows.keys()])) {
    const { missing, different, vanished } = compare({
      classes: classes.get(sectionId) ?? [],
      rows: rows.get(sectionId) ?? [],
      now,
    });
    if (missing.length + different.length + vanished.length === 0) continue;
    const done = await followTimetable(db, { sectionId, now });
    total.made += done.made;
    total.changed += done.changed;
    total.gone += done.gone;
  }
  return total;
};

const groupBySection = <T extends { sectionId: string }>(items: readonly T[]): Map<string, T[]> =>
  Map.groupBy(items, ({ sectionId }) => sectionId);

interface Difference {
  missing: Occurrence[];
  different: { id: string; occurrence: Occurrence }[];
  vanished: string[];
}

/** What separates the rows from the timetable, apart from what has begun. */
const compare = ({
  classes,
  rows,
  now,
}: {
  classes: readonly Occurrence[];
  rows: readonly ScheduledRow[];
  now: number;
}): Difference => {
  const coming = new Map(classes.filter(({ endsAt }) => endsAt > now).map((one) => [keyOf(one), one]));
  const known = new Set(rows.map(keyOf));
  const untouched = rows.filter((row) => row.state !== 'opened' && row.endsAt > now);
  return {
    missing: [...coming.values()].filter((one) => one.startsAt < now + HORIZON_MS && !known.has(keyOf(one))),
    different: untouched.flatMap((row) => {
      const occurrence = coming.get(keyOf(row));
      return occurrence && !isSame(row, occurrence) ? [{ id: row.id, occurrence }] : [];
    }),
    vanished: untouched.filter((row) => !coming.has(keyOf(row))).map(({ id }) => id),
  };
};

const keyOf = ({ slotId, day }: { slotId: string; day: string }): string => `${slotId} ${day}`;

const columnsOf = (one: Occurrence) => ({
  startsAt: one.startsAt,
  endsAt: one.endsAt,
  roomId: one.roomId,
  teacherId: one.teacherId,
  state: one.isCancelled ? ('cancelled' as const) : ('scheduled' as const),
  reason: one.reason,
  isMoved: one.isMoved,
  isSubstituted: one.isSubstituted,
});

const isSame = (row: ScheduledRow, one: Occurrence): boolean =>
  Object.entries(columnsOf(one)).every(([column, value]) => row[column as keyof ScheduledRow] === value);

/** Rows per statement: well under the parameters either database takes. */
const ROWS = 100;

const apply = async (
  trx: Trx,
  { missing, different, vanished, now }: Difference & { now: number },
): Promise<Followed> => {
  for (let from = 0; from < missing.length; from += ROWS)
    await trx
      .insertInto('scheduledSession')
      .values(
        missing.slice(from, from + ROWS).map((one) => ({
          id: newId(now),
          slotId: one.slotId,
          day: one.day,
          sectionId: one.sectionId,
          ...columnsOf(one),
        })),
      )
      .execute();
  // The state is asked for again: opening does not wait for timetables.
  for (const { id, occurrence } of different)
    await trx
      .updateTable('scheduledSession')
      .set(columnsOf(occurrence))
      .where('id', '=', id)
      .where('state', '<>', 'opened')
      .execute();
  if (vanished.length > 0)
    await trx.deleteFrom('scheduledSession').where('id', 'in', vanished).where('state', '<>', 'opened').execute();
  return { made: missing.length, changed: different.length, gone: vanished.length };
};

/** Also of changes beyond the days that are announced: what is judged by the whole timetable is to be judged anew. */
const countRevision = async (trx: Trx, sectionId: string): Promise<void> => {
  await trx
    .insertInto('timetableRevision')
    .values({ sectionId, revision: 1 })
    .onConflict((conflict) =>
      conflict.column('sectionId').doUpdateSet((eb) => ({ revision: eb('timetableRevision.revision', '+', 1) })),
    )
    .execute();
};

/** What academics is handed: attendance follows its timetables. */
export const timetableFollower: TimetableFollower = {
  follow: async (trx, about) => {
    await countRevision(trx, about.sectionId);
    return followTimetable(trx, about);
  },
  tell: tellTimetable,
  countOpen: async (trx, { termId }) => {
    const { n } = await trx
      .selectFrom('attendanceSession')
      .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('section.termId', '=', termId)
      .where('attendanceSession.state', 'in', ['open', 'closing'])
      .executeTakeFirstOrThrow();
    return Number(n);
  },
  hasBegun: async (trx, { slotId, day, now }) => {
    const row = await trx
      .selectFrom('scheduledSession')
      .select(['state', 'startsAt'])
      .where('slotId', '=', slotId)
      .where('day', '=', day)
      .executeTakeFirst();
    if (row) return row.state === 'opened' || row.startsAt <= now;
    // Not made yet, or never: a day before today is over.
    return day < dayIn(await timeZone(trx), now);
  },
};
