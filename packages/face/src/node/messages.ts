import type { DecodeLimits } from '../decode.ts';
import type { Challenge, FrameTime, LivenessLevel, LivenessResult } from '../liveness/types.ts';
import type { DescribeOptions, Description, FaceErrorCode } from '../types.ts';
import type { ModelIdentity } from './nets.ts';

/** What the pool and its workers say to each other. */

export interface WorkerSettings {
  cacheDir: string;
  modelsDir: string | undefined;
  limits: DecodeLimits;
}

export interface DescribeJob {
  kind: 'picture' | 'frames';
  images: Uint8Array[];
  options: DescribeOptions;
}

export interface LivenessJob {
  kind: 'liveness';
  images: Uint8Array[];
  /** One for each image. */
  times: FrameTime[];
  challenge: Challenge;
  level: LivenessLevel;
  hashKey: Uint8Array | undefined;
}

export type Job = DescribeJob | LivenessJob;
/** What a job is answered with. */
export type Answer<Asked extends Job> = Asked extends LivenessJob ? LivenessResult : FrameDescription[];

export interface FrameDescription extends Description {
  /** The face was followed from the frame before instead of detected anew. */
  tracked: boolean;
}

export interface PlainError {
  /** Absent for what should not happen: a defect, not a bad picture. */
  code: FaceErrorCode | undefined;
  message: string;
  frame: number | undefined;
}

export type Reply =
  | { kind: 'ready'; model: ModelIdentity }
  | { kind: 'done'; answer: FrameDescription[] | LivenessResult }
  | { kind: 'failed'; error: PlainError };
