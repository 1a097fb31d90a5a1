import type { Box, Point, Pose } from '../types.ts';
import type { Point3 } from '../vectors.ts';

/**
 * Shapes of a liveness challenge and of what was seen. Left and right are those of the person in front of the camera, who is
 * filmed unmirrored: turning left moves the nose to the right of the picture.
 */

export type StepKind =
  | 'turn-left'
  | 'turn-right'
  | 'look-up'
  | 'look-down'
  | 'blink'
  | 'open-mouth'
  | 'come-closer'
  | 'flash';

/** What the screen shows, red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** One thing asked of the person. Steps are revealed one at a time, so that none can be prepared. */
export type Step =
  | { readonly kind: Exclude<StepKind, 'flash'> }
  /** The secret colour code, one colour after the other; `FrameTime.colour` says which one was shown. */
  | { readonly kind: 'flash'; readonly colours: readonly Rgb[] };

export interface Challenge {
  readonly steps: readonly Step[];
}

/** How sure to be. `off` asks for nothing, and says so in its reasons. */
export type LivenessLevel = 'off' | 'low' | 'standard' | 'high';

/** When a frame was taken and for what, as the client says and the server checked against its own clock. */
export interface FrameTime {
  /** Milliseconds since the challenge began. */
  readonly at: number;
  /** Index of the step that was on the screen. */
  readonly step: number;
  /** In a flash step: index of the colour that was on the screen. */
  readonly colour?: number;
}

/** One picture of a sequence: JPEG, PNG or WebP bytes of the whole, uncropped camera frame. */
export interface LivenessFrame extends FrameTime {
  readonly picture: Uint8Array;
}

/** A face as the mesh net sees it, in pixels of the picture. */
export interface MeshFace {
  /** 468 points of MediaPipe's face mesh; z grows away from the camera, in the same unit, from a plane through the head. */
  readonly points: readonly Point3[];
  /** How sure the net is that there is a face, 0 to 1. */
  readonly presence: number;
}

/** Everything evidence is made of: what one frame showed. Nothing in it can be turned back into the picture. */
export interface Observation extends FrameTime {
  readonly width: number;
  readonly height: number;
  /** Faces seen in the frame; undefined where nobody looked around. */
  readonly faces: number | undefined;
  /** Absent when no face was found. */
  readonly face: ObservedFace | undefined;
  /** Brightness of single pixels, to notice the same frame twice by its noise. */
  readonly grain: Uint8Array;
  /** The frame in 16 × 12 tiles of mean brightness, to notice that the place changed. */
  readonly tiles: Uint8Array;
  /** Keyed perceptual hash of the whole frame; empty without a key. */
  readonly hash: Uint8Array;
  /** In the nearest frame of `come-closer`: how much perspective the face gained on its way (`perspectiveGained`). */
  readonly perspective?: number;
}

export interface ObservedFace {
  readonly box: Box;
  /** Of the mesh: `mesh-pose.ts`. */
  readonly pose: Pose;
  /** Points of the mesh, those of `RIGID` in that order, in pixels. */
  readonly rigid: readonly Point[];
  /** Height of the eye opening over its width, the mean of both eyes; undefined where it was not looked at. */
  readonly eyes: number | undefined;
  /** Height of the mouth opening over its width. */
  readonly mouth: number;
  /** Distance of the outer corners of the eyes along the head's own axis, px: the size of the head whatever its turn. */
  readonly size: number;
  /** Mean colour of the skin and of what surrounds the head, 0 to 255 per channel, linear light. */
  readonly skin: Rgb;
  readonly surroundings: Rgb;
  /** Who it is, for comparing frames with each other: cut by the mesh, one chip. */
  readonly likeness: Float32Array;
  /** Who it is, for comparing with a template: as `describe` makes them. Only of the most frontal frames. */
  readonly descriptor: Float32Array | undefined;
  /** Probability of a real face by each passive network, 0 to 1; undefined where it was not looked at. */
  readonly recapture: readonly number[] | undefined;
}

export type EvidenceKind =
  | 'one-face'
  | 'identity'
  | 'steps'
  | 'turn'
  | 'solid'
  | 'unbroken'
  | 'repeats'
  | 'seen-before'
  | 'blink'
  | 'mouth'
  | 'closer'
  | 'flash'
  | 'recapture';

/** `absent`: nothing asked for it, so it says nothing. `inconclusive`: it was asked for and could not be judged. */
export type Outcome = 'passed' | 'inconclusive' | 'failed' | 'absent';

/** What was seen. Screens and reviewers turn codes into sentences; `ADVICE` says what the person can do. */
export type ReasonCode =
  | 'no_face'
  | 'face_lost'
  | 'several_faces'
  | 'too_few_frames'
  | 'another_person'
  | 'identity_unclear'
  | 'step_not_followed'
  | 'steps_out_of_order'
  | 'step_missing'
  | 'turn_too_small'
  | 'looks_flat'
  | 'sequence_broken'
  | 'place_changed'
  | 'too_long_between_frames'
  | 'frozen_picture'
  | 'repeated_picture'
  | 'seen_before'
  | 'no_blink'
  | 'eyes_not_seen'
  | 'mouth_not_opened'
  | 'not_closer'
  | 'looks_flat_when_near'
  | 'no_reflection'
  | 'light_too_strong'
  | 'looks_recaptured'
  | 'too_little_evidence'
  | 'not_asked';

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly outcome: Outcome;
  /** In the unit of the evidence, never for students; higher is more alive. NaN when nothing was measured. */
  readonly score: number;
  /** What the score must reach. */
  readonly threshold: number;
  /** Frames, pairs or colours the score was taken from. */
  readonly n: number;
  readonly reasons: readonly ReasonCode[];
}

export type Verdict = 'live' | 'not-live' | 'inconclusive';

export interface LivenessDecision {
  readonly verdict: Verdict;
  /** What decided, most important first; empty when live. */
  readonly reasons: readonly ReasonCode[];
}

export interface LivenessResult extends LivenessDecision {
  readonly level: LivenessLevel;
  readonly evidence: readonly Evidence[];
  /** The most frontal frames and who they show, for the match against a template; every one should match. */
  readonly descriptors: readonly { readonly frame: number; readonly descriptor: Float32Array }[];
  /** Keyed perceptual hash of every frame: what a "seen before" look-up stores and compares (`hashDistance`). */
  readonly hashes: readonly Uint8Array[];
  readonly ms: LivenessTimes;
}

/** Milliseconds per stage, wall clock inside the worker. */
export interface LivenessTimes {
  readonly decode: number;
  readonly detect: number;
  readonly mesh: number;
  readonly eyes: number;
  readonly identity: number;
  readonly recapture: number;
  readonly other: number;
  readonly total: number;
}
