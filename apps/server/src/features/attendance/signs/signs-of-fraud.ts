import type { SecurityCode } from '@smart-presence/contract';
import type { SecurityEvent } from '../../../platform/security-events/index.ts';
import type { FreshVerification } from '../../biometrics/index.ts';
import type { PlaceJudgement } from '../judge-place.ts';

/** What was found about a check-in, as far as it can be evidence of fraud. */
export interface FraudFacts {
  studentId: string;
  session: { id: string; sectionId: string };
  verification: Pick<FreshVerification, 'kind' | 'liveness' | 'repeatsOf' | 'resembles'> | null;
  place: Pick<PlaceJudgement, 'finding' | 'accuracy'>;
  /** Other students who checked in from the device a short while before. */
  sharedWith: readonly string[];
  mayBePassedOn: boolean;
  now: number;
}

/** What a print, a screen or a bent picture shows. Of the other reasons slow phones, bad light and companions are guilty. */
const SHOWN: readonly string[] = ['looks_flat', 'looks_flat_when_near', 'looks_recaptured'];

/** Whether pictures were judged not to be of a living face for what pictures of pictures look like. */
export const looksPresented = (liveness: FreshVerification['liveness']): string[] =>
  liveness?.verdict === 'not-live' ? liveness.reasons.filter((reason) => SHOWN.includes(reason)) : [];

/** No receiver in a phone knows better, metres: positions that were made up often claim to. */
export const IMPLAUSIBLE_M = 1;

/**
 * The signs of fraud in a check-in. A blurred picture, no face or two, an unsure or a wrong one, steps not followed, too slow,
 * elsewhere, a new device, a wrong code: none of these is one.
 */
export const signsOfFraud = (facts: FraudFacts): SecurityEvent[] => {
  const { studentId, session, verification, place, sharedWith, mayBePassedOn, now } = facts;
  const sign = (code: SecurityCode, evidence: SecurityEvent['evidence'] = {}, personId = studentId): SecurityEvent => ({
    code,
    actor: { kind: 'person', id: personId },
    personId,
    sectionId: session.sectionId,
    sessionId: session.id,
    evidence,
    at: now,
  });
  const shown = looksPresented(verification?.liveness ?? null);
  const isReplayed = verification?.liveness?.reasons.includes('seen_before') ?? false;
  const others = (verification?.repeatsOf ?? []).filter((id) => id !== studentId);
  const isMadeUp = place.finding !== 'unset' && place.accuracy !== null && place.accuracy < IMPLAUSIBLE_M;
  const resembles = verification?.kind === 'mismatch' ? verification.resembles : null;
  return [
    ...(isReplayed && others.length > 0 ? [sign('pictures_of_another', { with: others })] : []),
    ...(isReplayed && others.length === 0 ? [sign('pictures_replayed')] : []),
    ...(shown.length > 0 ? [sign('presentation_seen', { reasons: shown })] : []),
    ...(resembles ? [sign('face_of_another', { with: [resembles] })] : []),
    ...(isMadeUp ? [sign('place_implausible', { accuracy: place.accuracy })] : []),
    ...(mayBePassedOn ? [sign('code_passed_on')] : []),
    ...shared([studentId, ...sharedWith]).map(([id, rest]) => sign('device_shared', { with: rest }, id)),
  ];
};

/** Each of them with the rest; nobody when there is but one. */
const shared = (students: readonly string[]): [string, string[]][] =>
  students.length < 2 ? [] : students.map((id) => [id, students.filter((other) => other !== id)]);
