import type { Proposal, StudentRef } from '@smart-presence/contract';
import { type Db, newId } from '../../platform/db/index.ts';
import { activeStudents, type SectionViewer } from '../academics/index.ts';
import type { identifyInPhotos, PhotoIdentification } from '../biometrics/index.ts';
import { assertEditable } from './assert-editable.ts';
import { type StoredProposal, saveProposal } from './class-photos.store.ts';
import { editWindowMs, policyOf, sessionFor } from './sessions.store.ts';
import { othersOf } from './together.ts';

export interface ProposalRequest {
  sessionId: string;
  viewer: SectionViewer;
  /** Encoded photos; they die with the request. */
  photos: readonly Buffer[];
  now: number;
}

export interface ProposalProps {
  db: Db;
  /** Looks for the roster in the photos; throws `overloaded` when there is no room to. */
  identify: typeof identifyInPhotos;
  request: ProposalRequest;
}

/**
 * Looks for the section's roster, and nobody else, in photos of the room. Records no mark; keeps no picture.
 * @throws AppError `not_found`, `session_not_open`, `session_locked`, picture errors, `overloaded`.
 */
export const proposeFromPhotos = async ({ db, identify, request }: ProposalProps): Promise<Proposal> => {
  const { sessionId, viewer, photos, now } = request;
  const session = await sessionFor(db, viewer, sessionId);
  const policy = await policyOf(db, session);
  assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
  const classmates = [session, ...(await othersOf(db, session.id))];
  const roster = (await Promise.all(classmates.map(({ sectionId }) => activeStudents(db, sectionId)))).flat();
  const studentIds = [...new Set(roster.map((student) => student.id))];
  const found = await identify({ db, studentIds, photos, limits: policy.face, now });
  const stored = toStored(found, { roster, sessionId, now });
  await saveProposal(db, { stored, createdBy: viewer.personId });
  return stored.proposal;
};

interface About {
  roster: readonly StudentRef[];
  sessionId: string;
  now: number;
}

const toStored = (found: PhotoIdentification, { roster, sessionId, now }: About): StoredProposal => {
  const students = new Map(roster.map((student) => [student.id, student]));
  const refsOf = (ids: readonly string[]) => ids.flatMap((id) => students.get(id) ?? []);
  return {
    proposal: {
      id: newId(now),
      sessionId,
      createdAt: now,
      photos: found.photos,
      faces: found.faces.map(({ photo, box, verdict, candidates }) => ({
        photo,
        box: [...box],
        verdict,
        candidates: candidates.flatMap(({ studentId, distance }) =>
          refsOf([studentId]).map((student) => ({ student, closeness: closenessOf(distance) })),
        ),
      })),
      withoutTemplate: refsOf(found.withoutTemplate),
    },
    distances: found.faces.map(({ candidates }) => candidates[0]?.distance ?? null),
    model: found.model,
  };
};

/** Only for ordering: a distance of 0 is 1, of 1 or more is 0; two digits. */
const closenessOf = (distance: number): number => Math.round(Math.max(0, 1 - distance) * 100) / 100;
