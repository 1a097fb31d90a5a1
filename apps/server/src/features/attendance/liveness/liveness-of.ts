import type { CheckInCode } from '@smart-presence/contract';
import type { FaceVerification, MovementsAsked } from '../../biometrics/index.ts';

/** Why a check-in is refused for want of life: the code says what to do better. */
export type LivenessRefusal = Extract<CheckInCode, `liveness_${string}`>;

/**
 * `off`: nothing was asked for; `declined`: the student asked for the teacher's word instead; `unseen`: the pictures were not
 * looked at yet, or something else refused before; then what the movements showed.
 */
export type LivenessOutcome = 'off' | 'declined' | 'unseen' | 'live' | 'inconclusive' | LivenessRefusal;

export interface Movements {
  finding: LivenessOutcome;
  /** null: there is nothing to look for. */
  asked: MovementsAsked | null;
}

type Advice = NonNullable<NonNullable<FaceVerification['liveness']>['advice']>;

/** Advice that only a doubt or a flash can lead to asks for another try here. */
const refusals: Record<Advice, LivenessRefusal> = {
  show_face: 'liveness_show_face',
  be_alone_in_picture: 'liveness_be_alone_in_picture',
  follow_steps: 'liveness_follow_steps',
  turn_further: 'liveness_turn_further',
  keep_camera_on: 'liveness_keep_camera_on',
  hold_camera_still: 'liveness_hold_camera_still',
  use_live_camera: 'liveness_use_live_camera',
  face_the_light: 'liveness_face_the_light',
  close_eyes_a_moment: 'liveness_close_eyes_a_moment',
  open_mouth_wide: 'liveness_open_mouth_wide',
  come_much_closer: 'liveness_come_much_closer',
  dim_the_room: 'liveness_try_again',
  try_again: 'liveness_try_again',
  ask_a_person: 'liveness_try_again',
  nothing: 'liveness_try_again',
};

/** What the movements amount to, once the pictures were looked at. */
export const livenessOf = ({ finding, asked }: Movements, verification: FaceVerification | null): LivenessOutcome => {
  if (!asked || !verification) return finding;
  const { liveness } = verification;
  // Pictures that no template could be compared with were not looked at for life.
  if (!liveness) return finding;
  if (liveness.verdict !== 'not-live') return liveness.verdict;
  return refusals[liveness.advice ?? 'try_again'];
};
