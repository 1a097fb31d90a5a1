import type { AttendanceSession, StudentRef } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { assertEditable } from './assert-editable.ts';
import { findProposal, type StoredProposal, settleProposal } from './class-photos.store.ts';
import { attendedCodes } from './count-marks.ts';
import { markByHand } from './mark-by-hand.ts';
import { currentMarks, studentsOfSession } from './marks.store.ts';
import { editWindowMs, inSession, policyOf, type SessionRow, viewOf } from './sessions.store.ts';

export interface Confirmation {
  sessionId: string;
  proposalId: string;
  viewer: SectionViewer;
  /** The teacher's word on who a face is; it may differ from what was proposed. */
  faces: readonly { face: number; studentId: string }[];
  now: number;
}

export interface ConfirmationResult {
  recorded: number;
  /** Confirmed students who were marked as attended before. */
  already: number;
  session: AttendanceSession;
}

/**
 * Marks the people a teacher confirmed on a class photo as present at the time of the photo; all or none.
 * @throws AppError `not_found`, `session_locked`, `proposal_settled`, `invalid_request` naming the entry at fault.
 */
export const confirmProposal = async (db: Db, confirmation: Confirmation): Promise<ConfirmationResult> => {
  const { viewer, now } = confirmation;
  const { row, ...counts } = await inSession(db, confirmation, async (trx, session) => {
    const stored = await findProposal(trx, { id: confirmation.proposalId, sessionId: session.id });
    if (!stored) return fail('not_found');
    const policy = await policyOf(trx, session);
    assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
    const people = await confirmedPeople(trx, { confirmation, session, stored });
    if (!(await settleProposal(trx, confirmation.proposalId, now))) fail('proposal_settled');

    const attended = attendedCodes(policy);
    const before = new Map((await currentMarks(trx, session.id)).map((mark) => [mark.studentId, mark.code]));
    const fresh = people.filter(({ student }) => !attended.has(before.get(student.id) ?? ''));
    await markByHand(trx, {
      session,
      policy,
      method: 'class-photo',
      marks: fresh.map(({ student, evidence }) => ({ student, code: policy.presentCode, evidence })),
      at: stored.proposal.createdAt,
      actorId: viewer.personId,
      reason: null,
      now,
    });
    return { row: session, recorded: fresh.length, already: people.length - fresh.length };
  });
  return { ...counts, session: await viewOf(db, row, now) };
};

interface Checked {
  confirmation: Confirmation;
  session: SessionRow;
  stored: StoredProposal;
}

interface ConfirmedPerson {
  student: StudentRef;
  evidence: Record<string, unknown>;
}

/** Each student once, however many photos show them. @throws AppError `invalid_request`. */
const confirmedPeople = async (trx: Trx, { confirmation, session, stored }: Checked): Promise<ConfirmedPerson[]> => {
  const students = new Map((await studentsOfSession(trx, session)).map((student) => [student.id, student]));
  const problems = findProblems(confirmation.faces, { stored, students });
  if (problems.length > 0) fail('invalid_request', { details: problems });
  const people = new Map<string, ConfirmedPerson>();
  for (const { face, studentId } of confirmation.faces) {
    const student = students.get(studentId);
    if (student && !people.has(studentId))
      people.set(studentId, { student, evidence: evidenceOf(face, stored, student) });
  }
  return [...people.values()];
};

const evidenceOf = (face: number, { proposal, distances, model }: StoredProposal, student: StudentRef) => {
  const proposed = proposal.faces[face];
  const wasFirst = proposed?.candidates[0]?.student.id === student.id;
  return {
    proposal: proposal.id,
    photo: proposed?.photo,
    box: proposed?.box,
    verdict: proposed?.verdict,
    model,
    // A distance says something about the person it was measured to, not about whom the teacher named instead.
    distance: wasFirst ? (distances[face] ?? null) : null,
    chosenBy: wasFirst ? 'match' : 'teacher',
  };
};

const findProblems = (
  faces: Confirmation['faces'],
  { stored, students }: { stored: StoredProposal; students: ReadonlyMap<string, unknown> },
) => {
  const usedFaces = new Set<number>();
  const seenInPhoto = new Set<string>();
  return faces.flatMap(({ face, studentId }, index) => {
    const found: { path: string; message: string }[] = [];
    const note = (field: string, message: string) => found.push({ path: `body.faces.${index}.${field}`, message });
    const photo = stored.proposal.faces[face]?.photo;
    if (photo === undefined) note('face', 'is not a face of this photo');
    else if (usedFaces.has(face)) note('face', 'is named twice');
    else if (seenInPhoto.has(`${photo} ${studentId}`)) note('studentId', 'cannot be two people in one photo');
    if (!students.has(studentId)) note('studentId', 'is not on the roster');
    usedFaces.add(face);
    seenInPhoto.add(`${photo} ${studentId}`);
    return found;
  });
};
