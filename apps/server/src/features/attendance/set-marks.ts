import type { AttendanceSession, Mark } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { assertEditable } from './assert-editable.ts';
import { markByHand } from './mark-by-hand.ts';
import { currentMarks } from './marks.store.ts';
import { editWindowMs, policyOf, viewOf } from './sessions.store.ts';
import { inClass, rosterOfClass } from './together.ts';

export interface RollCall {
  sessionId: string;
  viewer: SectionViewer;
  /** `version`: what the caller saw, 0 for no mark; absent: whatever there is. */
  marks: readonly { studentId: string; code: string; version?: number | undefined }[];
  /** Required once the session is closed. */
  reason: string | null;
  now: number;
}

export interface RollCallResult {
  changed: number;
  unchanged: number;
  session: AttendanceSession;
}

type Details = { path: string; message: string }[];

/**
 * Roll call: sets marks by hand, all or none.
 * @throws AppError `not_found`, `session_not_open`, `session_locked`, `invalid_request` naming the entry at fault, `mark_changed`
 * naming those that somebody changed since, with what they are now.
 */
export const setMarks = async (db: Db, request: RollCall): Promise<RollCallResult> => {
  const { viewer, marks, reason, now } = request;
  const { row, ...counts } = await inClass(db, request, async (trx, session, others) => {
    const policy = await policyOf(trx, session);
    const { isOver } = assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
    const roster = await rosterOfClass(trx, [session, ...others]);
    if (isOver && reason === null) refuse([{ path: 'body.reason', message: 'is required once the session is closed' }]);
    const students = new Map([...roster].map(([id, { student }]) => [id, student]));
    const problems = findProblems(marks, { students, codes: new Set(policy.marks.map((kind) => kind.code)) });
    if (problems.length > 0) refuse(problems);

    const before = new Map<string, Mark>();
    for (const one of new Set(marks.map(({ studentId }) => roster.get(studentId)?.session ?? session)))
      for (const mark of await currentMarks(trx, one.id))
        if (roster.get(mark.studentId)?.session === one) before.set(mark.studentId, mark);
    const changed = changedSince(marks, before);
    if (changed.length > 0) fail('mark_changed', { details: changed });
    const changes = marks.flatMap(({ studentId, code }) => {
      const entry = roster.get(studentId);
      return entry && before.get(studentId)?.code !== code ? [{ ...entry, code, evidence: {} }] : [];
    });
    for (const [own, its] of Map.groupBy(changes, (change) => change.session))
      await markByHand(trx, {
        session: own,
        policy,
        method: 'manual',
        marks: its,
        at: now,
        actorId: viewer.personId,
        reason,
        now,
      });
    return { row: session, changed: changes.length, unchanged: marks.length - changes.length };
  });
  return { ...counts, session: await viewOf(db, row, now) };
};

const changedSince = (marks: RollCall['marks'], current: ReadonlyMap<string, Mark>): Details =>
  marks.flatMap(({ studentId, version }, index) => {
    const now = current.get(studentId);
    const isSame = version === undefined || version === (now?.version ?? 0);
    return isSame ? [] : [{ path: `body.marks.${index}`, message: now?.code ?? '' }];
  });

const refuse = (details: Details): never => fail('invalid_request', { details });

interface Known {
  students: ReadonlyMap<string, unknown>;
  codes: ReadonlySet<string>;
}

const findProblems = (marks: RollCall['marks'], { students, codes }: Known): Details => {
  const seen = new Set<string>();
  return marks.flatMap(({ studentId, code }, index) => {
    const path = `body.marks.${index}`;
    const found: Details = [];
    if (!students.has(studentId)) found.push({ path: `${path}.studentId`, message: 'is not on the roster' });
    if (seen.has(studentId)) found.push({ path: `${path}.studentId`, message: 'is named twice' });
    if (!codes.has(code)) found.push({ path: `${path}.code`, message: 'is not a mark of the policy' });
    seen.add(studentId);
    return found;
  });
};
