import type { AttendanceSession, StudentRef } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { assertEditable } from './assert-editable.ts';
import { findProposal, type StoredProposal, settleProposal } from './class-photos.store.ts';
import { attendedCodes } from './count-marks.ts';
import { markByHand } from './mark-by-hand.ts';
import { currentMarks } from './marks.store.ts';
import { editWindowMs, policyOf, type SessionRow, viewOf } from './sessions.store.ts';
import { inClass, type RosterOfClass, rosterOfClass } from './together.ts';

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
  const { row, ...counts } = await inClass(db, confirmation, async (trx, session, others) => {
    const stored = await findProposal(trx, { id: confirmation.proposalId, sessionId: session.id });
    if (!stored) return fail('not_found');
    const policy = await policyOf(trx, session);
    assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
    const roster = await rosterOfClass(trx, [session, ...others]);
    const people = confirmedPeople({ confirmation, roster, stored });
    if (!(await settleProposal(trx, confirmation.proposalId, now))) fail('proposal_settled');

    const attended = attendedCodes(policy);
    let recorded = 0;
    for (const [own, its] of Map.groupBy(people, (person) => person.session)) {
      const before = new Map((await currentMarks(trx, own.id)).map((mark) => [mark.studentId, mark.code]));
      const fresh = its.filter(({ student }) => !attended.has(before.get(student.id) ?? ''));
      await markByHand(trx, {
        session: own,
        policy,
        method: 'class-photo',
        marks: fresh.map(({ student, evidence }) => ({ student, code: policy.presentCode, evidence })),
        at: stored.proposal.createdAt,
        actorId: viewer.personId,
        reason: null,
        now,
      });
      recorded += fresh.length;
    }
    return { row: session, recorded, already: people.length - recorded };
  });
  return { ...counts, session: await viewOf(db, row, now) };
};

interface Checked {
  confirmation: Confirmation;
  roster: RosterOfClass;
  stored: StoredProposal;
}

interface ConfirmedPerson {
  /** Of the person's own section. */
  session: SessionRow;
  student: StudentRef;
  evidence: Record<string, unknown>;
}

/** Each student once, however many photos show them. @throws AppError `invalid_request`. */
const confirmedPeople = ({ confirmation, roster, stored }: Checked): ConfirmedPerson[] => {
  const problems = findProblems(confirmation.faces, { stored, students: roster });
  if (problems.length > 0) fail('invalid_request', { details: problems });
  const people = new Map<string, ConfirmedPerson>();
  for (const { face, studentId } of confirmation.faces) {
    const entry = roster.get(studentId);
    if (entry && !people.has(studentId))
      people.set(studentId, { ...entry, evidence: evidenceOf(face, stored, entry.student) });
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
