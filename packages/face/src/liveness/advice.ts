import type { ReasonCode } from './types.ts';

/** What the person can do about a reason; screens have a sentence for each. */
export type LivenessAdvice =
  | 'show_face'
  | 'be_alone_in_picture'
  | 'follow_steps'
  | 'turn_further'
  | 'keep_camera_on'
  | 'hold_camera_still'
  | 'use_live_camera'
  | 'face_the_light'
  | 'close_eyes_a_moment'
  | 'open_mouth_wide'
  | 'come_much_closer'
  | 'dim_the_room'
  | 'try_again'
  | 'ask_a_person'
  | 'nothing';

export const ADVICE: Readonly<Record<ReasonCode, LivenessAdvice>> = {
  no_face: 'show_face',
  face_lost: 'show_face',
  several_faces: 'be_alone_in_picture',
  too_few_frames: 'try_again',
  another_person: 'be_alone_in_picture',
  identity_unclear: 'face_the_light',
  step_not_followed: 'follow_steps',
  steps_out_of_order: 'follow_steps',
  step_missing: 'follow_steps',
  turn_too_small: 'turn_further',
  looks_flat: 'turn_further',
  sequence_broken: 'keep_camera_on',
  place_changed: 'hold_camera_still',
  too_long_between_frames: 'keep_camera_on',
  frozen_picture: 'use_live_camera',
  repeated_picture: 'use_live_camera',
  seen_before: 'use_live_camera',
  no_blink: 'close_eyes_a_moment',
  eyes_not_seen: 'face_the_light',
  mouth_not_opened: 'open_mouth_wide',
  not_closer: 'come_much_closer',
  looks_flat_when_near: 'come_much_closer',
  no_reflection: 'dim_the_room',
  light_too_strong: 'dim_the_room',
  looks_recaptured: 'face_the_light',
  too_little_evidence: 'ask_a_person',
  not_asked: 'nothing',
};
