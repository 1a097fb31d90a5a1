import { type Db, inChunks } from '../../../platform/db/index.ts';
import { dayIn, hourIn } from '../../academics/index.ts';
import { openReviews } from '../../attendance/index.ts';
import { policyByVersion } from '../../policies/index.ts';
import { countMarks, type Tally } from './tally.ts';

/** Counts sessions from their marks and reviews. Those that are not over are left out. */
export const countSessions = async (
  db: Db,
  { sessionIds, zone }: { sessionIds: readonly string[]; zone: string },
): Promise<Tally[]> => {
  const sessions = await inChunks(sessionIds, (ids) => overAmong(db, ids));
  const over = sessions.map(({ id }) => id);
  const marks = Map.groupBy(await inChunks(over, (ids) => marksOf(db, ids)), ({ sessionId }) => sessionId);
  const reviews = new Map(await inChunks(over, async (ids) => [...(await openReviews(db, ids))]));
  const policies = new Map<number, Awaited<ReturnType<typeof policyByVersion>>['data']>();
  for (const version of new Set(sessions.map(({ policyVersion }) => policyVersion)))
    policies.set(version, (await policyByVersion(db, version)).data);
  return sessions.flatMap(({ id, policyVersion, ...session }) => {
    const policy = policies.get(policyVersion);
    if (!policy) return [];
    const own = (marks.get(id) ?? []).map(({ code, method, n }) => ({ code, method, n: Number(n) }));
    const counts = countMarks(own, policy, reviews.get(id) ?? { all: 0, unmarked: 0 });
    const { openedAt } = session;
    return [{ sessionId: id, ...session, day: dayIn(zone, openedAt), hour: hourIn(zone, openedAt), ...counts }];
  });
};

const overAmong = (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('attendanceSession as session')
    .innerJoin('section', 'section.id', 'session.sectionId')
    .select(['session.id', 'session.sectionId', 'section.termId', 'session.openedAt', 'session.policyVersion'])
    .where('session.id', 'in', ids)
    .where('session.state', 'in', ['closed', 'locked'])
    .execute();

const marksOf = (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('mark')
    .select(['sessionId', 'code', 'method'])
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('sessionId', 'in', ids)
    .where('isCurrent', '=', true)
    .groupBy(['sessionId', 'code', 'method'])
    .execute();
