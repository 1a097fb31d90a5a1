import type { DecodeLimits } from '../decode.ts';
import type { DescribeOptions, Description, FaceErrorCode } from '../types.ts';
import type { ModelIdentity } from './nets.ts';

/** What the pool and its workers say to each other. */

export interface WorkerSettings {
  cacheDir: string;
  modelsDir: string | undefined;
  limits: DecodeLimits;
}

export interface Job {
  kind: 'picture' | 'frames';
  images: Uint8Array[];
  options: DescribeOptions;
}

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
  | { kind: 'done'; descriptions: FrameDescription[] }
  | { kind: 'failed'; error: PlainError };
