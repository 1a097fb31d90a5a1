import type { CheckInCode, CheckInDecision, PolicyData, ReviewReason } from '@smart-presence/contract';
import type { VerificationKind } from '../biometrics/index.ts';
import type { PlaceFinding } from './judge-place.ts';

/** Everything that counts, once rate, challenge, session, roster and template are found in order. */
export interface CheckInFacts {
  /** null: not looked at, because the place refuses already. */
  face: Exclude<VerificationKind, 'template_missing'> | null;
  place: PlaceFinding;
  placeMode: PolicyData['placeMode'];
  /** A teacher has set a mark by hand that does not count as attended. */
  contradictsTeacher: boolean;
}

/** Why a teacher should look at an accepted mark. */
export type Flag = 'place_uncertain' | 'contradicts_teacher';

export interface Decision {
  decision: CheckInDecision;
  code: CheckInCode;
  /** For `review`. */
  reasons: ReviewReason[];
  /** For `flag`; kept as evidence with `review`. */
  flags: Flag[];
}

const reject = (code: CheckInCode): Decision => ({ decision: 'reject', code, reasons: [], flags: [] });

/** Whether the place alone refuses, so that the face need not be looked at. */
export const refusedByPlace = ({ place, placeMode }: Pick<CheckInFacts, 'place' | 'placeMode'>): boolean =>
  placeMode === 'require' && place === 'outside';

/** The whole judgement of a check-in. Doubts go to a person; only what was seen or surely not there is refused. */
export const decideCheckIn = (facts: CheckInFacts): Decision => {
  if (refusedByPlace(facts)) return reject('outside_place');
  if (facts.face === null) throw new Error('a check-in was decided without its face');
  const { face } = facts;
  if (face === 'mismatch') return reject('face_mismatch');
  if (face !== 'match' && face !== 'uncertain') return reject(face);

  const reasons: ReviewReason[] =
    face === 'uncertain' ? ['match_uncertain', ...placeDoubts(facts)] : placeDoubts(facts);
  const flags = flagsOf(facts);
  if (reasons.length > 0) return { decision: 'review', code: 'sent_to_review', reasons, flags };
  return { decision: flags.length > 0 ? 'flag' : 'accept', code: 'accepted', reasons, flags };
};

/** advise: being elsewhere is for a person to judge; require: so is a place nobody can tell. */
const placeDoubts = ({ place, placeMode }: CheckInFacts): ReviewReason[] => {
  if (placeMode === 'advise' && place === 'outside') return ['outside_place'];
  if (placeMode === 'require' && place === 'none') return ['place_uncertain'];
  return [];
};

const flagsOf = ({ place, placeMode, contradictsTeacher }: CheckInFacts): Flag[] => [
  ...(placeMode === 'require' && place === 'weak' ? (['place_uncertain'] as const) : []),
  ...(contradictsTeacher ? (['contradicts_teacher'] as const) : []),
];

export interface Arrival {
  openedAt: number;
  arrivedAt: number;
}

const MINUTE_MS = 60_000;

/** Present, or late from the policy's minute on. */
export const codeOnArrival = (
  policy: Pick<PolicyData, 'lateAfterMinutes' | 'presentCode' | 'lateCode'>,
  { openedAt, arrivedAt }: Arrival,
): string => {
  const { lateAfterMinutes, presentCode, lateCode } = policy;
  if (lateAfterMinutes === null) return presentCode;
  return arrivedAt >= openedAt + lateAfterMinutes * MINUTE_MS ? lateCode : presentCode;
};
