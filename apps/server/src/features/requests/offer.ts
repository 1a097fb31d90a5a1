import type { LeaveKind, PolicyData, RequestOffer } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { addDays, dayIn, sectionsOf, timeZone } from '../academics/index.ts';
import { DAY_MS } from '../attendance/index.ts';
import { currentPolicy } from '../policies/index.ts';

/** The mark that leave of a kind gives; null: this kind is not given here. Pure. */
export const codeOfLeave = ({ marks, requests }: PolicyData, kind: LeaveKind): string | null => {
  const code = requests.leaveMarks[kind];
  return marks.some((mark) => mark.code === code) ? code : null;
};

/** Leave that ends before this day cannot be asked for any more. Pure. */
export const earliestDay = ({ requests }: PolicyData, zone: string, now: number): string =>
  addDays(dayIn(zone, now), -requests.leaveDays);

/** From then on a mark of a session closed at an instant cannot be appealed against. Pure. */
export const appealUntil = ({ requests }: PolicyData, closedAt: number): number =>
  closedAt + requests.appealDays * DAY_MS;

const KINDS = ['excused', 'on-duty', 'medical'] as const satisfies readonly LeaveKind[];

/** What a student may ask for now. */
export const offerFor = async (
  db: Db,
  { studentId, now }: { studentId: string; now: number },
): Promise<RequestOffer> => {
  const { data: policy } = await currentPolicy(db, now);
  const sections = await sectionsOf(db, { personId: studentId, role: 'student' });
  return {
    leave: {
      kinds: KINDS.flatMap((kind) => {
        const code = codeOfLeave(policy, kind);
        return code === null ? [] : [{ kind, code }];
      }),
      earliestDay: earliestDay(policy, await timeZone(db), now),
      sections: sections.map(({ id, name, course }) => ({
        id,
        name,
        courseCode: course.code,
        courseName: course.name,
      })),
    },
    marks: await appealable(db, { studentId, policy, now }),
    codes: policy.marks.map(({ code, name }) => ({ code, name })),
  };
};

const appealable = async (
  db: Db,
  { studentId, policy, now }: { studentId: string; policy: PolicyData; now: number },
): Promise<RequestOffer['marks']> => {
  const rows = await db
    .selectFrom('mark')
    .innerJoin('attendanceSession', 'attendanceSession.id', 'mark.sessionId')
    .select(['mark.sessionId', 'mark.code', 'attendanceSession.closedAt'])
    .where('mark.studentId', '=', studentId)
    .where('mark.isCurrent', '=', true)
    .where('attendanceSession.state', 'in', ['closed', 'locked'])
    .where('attendanceSession.closedAt', '>', now - policy.requests.appealDays * DAY_MS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('studentRequest')
            .select('studentRequest.id')
            .whereRef('studentRequest.sessionId', '=', 'mark.sessionId')
            .whereRef('studentRequest.studentId', '=', 'mark.studentId')
            .where('studentRequest.state', '<>', 'withdrawn'),
        ),
      ),
    )
    .orderBy('attendanceSession.closedAt', 'desc')
    .limit(500)
    .execute();
  return rows.flatMap(({ sessionId, code, closedAt }) =>
    closedAt === null ? [] : [{ sessionId, code, until: appealUntil(policy, closedAt) }],
  );
};
