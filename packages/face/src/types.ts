/** Shapes that cross the door of this package. Lengths are pixels of the upright image, angles are degrees. */

/** `[x, y, width, height]` in pixels of the upright (EXIF-rotated) image; may reach past its edges. */
export type Box = readonly [x: number, y: number, width: number, height: number];
export type Point = readonly [x: number, y: number];

/** Head pose in degrees. Positive yaw: the nose points to the right of the image; positive pitch: up; positive roll: clockwise. */
export interface Pose {
  yaw: number;
  pitch: number;
  roll: number;
}

/** A reason why a face is not good enough, worst first. Screens turn it into advice. */
export type QualityIssue =
  | 'too_small'
  | 'blurred'
  | 'too_dark'
  | 'too_bright'
  | 'turned_away'
  | 'cut_off'
  | 'implausible_landmarks';

export interface Quality {
  /** Shorter side of the face box, px. */
  size: number;
  /** Focus measure of the aligned chip, 0 (flat) to 1 (crisp). */
  sharpness: number;
  /** Mean luminance of the aligned chip, 0 to 1. */
  exposure: number;
  /** Share of the box that lies inside the picture, 0 to 1. */
  inside: number;
  /** How well the landmarks fit a face, 0 to 1. */
  plausibility: number;
  /** Empty when the face may be enrolled. */
  issues: readonly QualityIssue[];
}

export interface Face {
  box: Box;
  /** Detector confidence, 0 to 1. */
  score: number;
  /** 68 points in the iBUG order. */
  landmarks: readonly Point[];
  pose: Pose;
  quality: Quality;
  /** L2-comparable descriptor: 128 numbers for the built-in model. Absent when only guidance was asked for. */
  descriptor?: Float32Array;
}

/**
 * `selfie`: one near face expected (fast, small input, fallbacks when nothing is found).
 * `room`: many small faces (one large pass). `auto`: decides from the picture itself.
 */
export type Scene = 'selfie' | 'room' | 'auto';

export interface DescribeOptions {
  scene?: Scene;
  /** `false` stops after pose and quality: no chip, no descriptor. */
  descriptors?: boolean;
}

/** Milliseconds per stage, wall clock inside the worker. */
export interface StageTimes {
  decode: number;
  detect: number;
  landmarks: number;
  align: number;
  embed: number;
}

/** All faces of one picture, largest first. */
export interface Description {
  width: number;
  height: number;
  faces: Face[];
  ms: StageTimes;
}

/** Stable codes of what can be wrong with a picture or a model. */
export type FaceErrorCode =
  | 'image_empty'
  | 'image_unreadable'
  | 'image_type_unsupported'
  | 'image_too_large'
  | 'image_truncated'
  | 'model_missing'
  | 'model_corrupt'
  | 'engine_closed'
  | 'engine_busy'
  | 'engine_failed';

/** The engine as the rest of the product sees it, the same in Node and in the browser. */
export interface FaceEngine {
  /** Identity of the descriptor model (name and content hash): templates of different models must never be compared. */
  readonly model: { readonly id: string; readonly dimensions: number; readonly matchThreshold: number };
  /**
   * @param image encoded JPEG, PNG or WebP bytes. The caller's buffer is not kept.
   * @throws FaceError for an unreadable picture; a picture without a face is not an error.
   */
  describe(image: Uint8Array, options?: DescribeOptions): Promise<Description>;
  close(): Promise<void>;
}
