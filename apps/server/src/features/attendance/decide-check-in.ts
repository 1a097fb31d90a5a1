import type { CheckInCode, CheckInDecision, CheckInFlag, PolicyData, ReviewReason } from '@smart-presence/contract';
import type { VerificationKind } from '../biometrics/index.ts';
import type { DeviceFinding } from './devices/judge-device.ts';
import type { PlaceFinding } from './judge-place.ts';
import type { LivenessOutcome, LivenessRefusal } from './liveness/liveness-of.ts';

/**
 * `valid`: shown just now and not used by this student before; `stale`: shown a short while ago; `used`: by this very
 * student; `wrong`: none of these, be it a guess or another session's; `missing`: none was given.
 */
export type CodeFinding = 'valid' | 'stale' | 'used' | 'wrong' | 'missing';

/** Everything that counts, once rate, challenge, session, roster and consent are found in order. */
export interface CheckInFacts {
  /** With the room code alone; the face was not asked for. */
  isByCode: boolean;
  /** null: not looked at, because something refuses already, or by the room code alone. */
  face: Exclude<VerificationKind, 'template_missing'> | null;
  /** By the room code alone, though the student has an enrolled face. */
  leavesFaceOut: boolean;
  /** What the movements showed; `off` by the room code alone. */
  liveness: LivenessOutcome;
  /** The policy expects colours of the screen, and the student declined them. */
  lacksFlashes: boolean;
  code: CodeFinding;
  codeMode: PolicyData['roomCode']['mode'];
  /** Who used the code, where and when speaks for its having been passed on. */
  mayBePassedOn: boolean;
  place: PlaceFinding;
  placeMode: PolicyData['placeMode'];
  device: DeviceFinding;
  /** Another student checked in from the same device a short while before. */
  isDeviceShared: boolean;
  /** Begun and taken in time, but come late: see `judgeArrival`. */
  isLate: boolean;
  /** A teacher has set a mark by hand that does not count as attended. */
  contradictsTeacher: boolean;
}

export interface Decision {
  decision: CheckInDecision;
  code: CheckInCode;
  /** For `review`. */
  reasons: ReviewReason[];
  /** For `flag`; kept as evidence with `review`. */
  flags: CheckInFlag[];
}

const reject = (code: CheckInCode): Decision => ({ decision: 'reject', code, reasons: [], flags: [] });

/** Whether the place alone refuses, so that neither code nor face need be looked at. */
export const refusedByPlace = ({ place, placeMode }: Pick<CheckInFacts, 'place' | 'placeMode'>): boolean =>
  placeMode === 'require' && place === 'outside';

/** What refuses before the face is looked at; null: nothing does. */
export const refusedBeforeFace = (
  facts: Pick<CheckInFacts, 'place' | 'placeMode' | 'isByCode' | 'code' | 'codeMode' | 'liveness'>,
): CheckInCode | null => {
  if (refusedByPlace(facts)) return 'outside_place';
  const needsCode = facts.isByCode || facts.codeMode === 'also';
  if (needsCode && facts.code !== 'valid') return `room_code_${facts.code}`;
  return facts.liveness === 'liveness_out_of_time' ? facts.liveness : null;
};

/** The whole judgement of a check-in. Doubts go to a person; only what was seen or surely not there is refused. */
export const decideCheckIn = (facts: CheckInFacts): Decision => {
  const refusal = refusedBeforeFace(facts) ?? refusedByFace(facts) ?? refusedByLiveness(facts);
  if (refusal) return reject(refusal);
  const reasons = [...lateDoubts(facts), ...faceDoubts(facts), ...livenessDoubts(facts), ...placeDoubts(facts)];
  const flags = flagsOf(facts);
  if (reasons.length > 0) return { decision: 'review', code: 'sent_to_review', reasons, flags };
  return { decision: flags.length > 0 ? 'flag' : 'accept', code: 'accepted', reasons, flags };
};

const refusedByFace = ({ face, isByCode }: CheckInFacts): CheckInCode | null => {
  if (isByCode) return null;
  if (face === null) throw new Error('a check-in was decided without its face');
  if (face === 'mismatch') return 'face_mismatch';
  return face === 'match' || face === 'uncertain' ? null : face;
};

/** Movements not made are no fraud: the student hears what to do better, and after two tries of the other ways. */
const refusedByLiveness = ({ liveness, isByCode }: CheckInFacts): CheckInCode | null => {
  if (isByCode) return null;
  if (liveness === 'unseen') throw new Error('a check-in was decided without its movements');
  return liveness.startsWith('liveness_') ? (liveness as LivenessRefusal) : null;
};

const livenessDoubts = ({ liveness, lacksFlashes, isByCode }: CheckInFacts): ReviewReason[] => {
  if (isByCode) return [];
  if (liveness === 'declined') return ['liveness_declined'];
  const flashes: ReviewReason[] = lacksFlashes ? ['flashes_declined'] : [];
  return liveness === 'inconclusive' ? ['liveness_unclear', ...flashes] : flashes;
};

/** Nobody saw it come while the session ran, so somebody who was there has to say. */
const lateDoubts = ({ isLate }: CheckInFacts): ReviewReason[] => (isLate ? ['arrived_late'] : []);

/** The code alone is the equal path of those without a template; for the others it says less than their face would. */
const faceDoubts = ({ face, isByCode, leavesFaceOut }: CheckInFacts): ReviewReason[] => {
  if (isByCode) return leavesFaceOut ? ['face_not_used'] : [];
  return face === 'uncertain' ? ['match_uncertain'] : [];
};

/** advise: being elsewhere is for a person to judge; require: so is a place nobody can tell. */
const placeDoubts = ({ place, placeMode }: CheckInFacts): ReviewReason[] => {
  if (placeMode === 'advise' && place === 'outside') return ['outside_place'];
  if (placeMode === 'require' && place === 'none') return ['place_uncertain'];
  return [];
};

const flagsOf = (facts: CheckInFacts): CheckInFlag[] => {
  const raised: [boolean, CheckInFlag][] = [
    [facts.placeMode === 'require' && facts.place === 'weak', 'place_uncertain'],
    [facts.contradictsTeacher, 'contradicts_teacher'],
    [facts.device === 'new', 'new_device'],
    [facts.device === 'none', 'no_device'],
    [facts.isDeviceShared, 'shared_device'],
    [facts.mayBePassedOn, 'code_passed_on'],
  ];
  return raised.filter(([holds]) => holds).map(([, flag]) => flag);
};

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
