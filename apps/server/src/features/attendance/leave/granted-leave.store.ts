import type { Db, Trx } from '../../../platform/db/index.ts';

/** Leave as attendance sees it: whoever would be absent in these sessions gets this mark instead. */
export interface GrantedLeave {
  /** Of the request that asked for it. */
  id: string;
  studentId: string;
  /** null: every section. */
  sectionId: string | null;
  code: string;
  /** Sessions opened at or after `startsAt` and before `endsAt`. */
  startsAt: number;
  endsAt: number;
  reason: string;
}

interface SessionOfLeave {
  sectionId: string;
  openedAt: number;
}

/** Leave in force for one session by student; of several the one that was granted last. */
export const leaveIn = async (
  db: Db,
  { sectionId, openedAt }: SessionOfLeave,
): Promise<ReadonlyMap<string, GrantedLeave>> => {
  const rows = await db
    .selectFrom('grantedLeave')
    .select(['id', 'studentId', 'sectionId', 'code', 'startsAt', 'endsAt', 'reason'])
    .where('endedAt', 'is', null)
    .where('startsAt', '<=', openedAt)
    .where('endsAt', '>', openedAt)
    .where((eb) => eb.or([eb('sectionId', 'is', null), eb('sectionId', '=', sectionId)]))
    .orderBy('grantedAt')
    .orderBy('id')
    .execute();
  return new Map(rows.map((row) => [row.studentId, row]));
};

export const insertLeave = (trx: Trx, leave: GrantedLeave, now: number) =>
  trx
    .insertInto('grantedLeave')
    .values({ ...leave, grantedAt: now, endedAt: null })
    .execute();

/** @returns the leave; undefined when it was not in force. */
export const endLeaveRow = (trx: Trx, id: string, now: number): Promise<GrantedLeave | undefined> =>
  trx
    .updateTable('grantedLeave')
    .set({ endedAt: now })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning(['id', 'studentId', 'sectionId', 'code', 'startsAt', 'endsAt', 'reason'])
    .executeTakeFirst();

/** Sessions of a leave's range that have been opened, archived terms apart, by id, so that transactions over several take the same turns. */
export const sessionsOfLeave = async (
  db: Db,
  leave: Omit<GrantedLeave, 'id' | 'code' | 'reason'>,
): Promise<string[]> => {
  const { studentId, sectionId, startsAt, endsAt } = leave;
  const rows = await db
    .selectFrom('attendanceSession')
    .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select('attendanceSession.id')
    .where('attendanceSession.openedAt', '>=', startsAt)
    .where('attendanceSession.openedAt', '<', endsAt)
    .where('attendanceSession.state', '<>', 'scheduled')
    .where('term.archivedAt', 'is', null)
    .$if(sectionId !== null, (query) => query.where('attendanceSession.sectionId', '=', sectionId as string))
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('enrolment')
            .select('enrolment.id')
            .whereRef('enrolment.sectionId', '=', 'attendanceSession.sectionId')
            .where('enrolment.studentId', '=', studentId),
        ),
        eb.exists(
          eb
            .selectFrom('mark')
            .select('mark.id')
            .whereRef('mark.sessionId', '=', 'attendanceSession.id')
            .where('mark.studentId', '=', studentId),
        ),
      ]),
    )
    .orderBy('attendanceSession.id')
    .execute();
  return rows.map(({ id }) => id);
};

/** How many current marks came from each of these requests. */
export const marksFrom = async (db: Db, originIds: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  if (originIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('mark')
    .select('originId')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('originId', 'in', originIds)
    .where('isCurrent', '=', true)
    .groupBy('originId')
    .execute();
  return new Map(rows.map(({ originId, n }) => [originId ?? '', Number(n)]));
};
