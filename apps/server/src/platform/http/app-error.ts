import { type ErrorCode, errorTable } from '@smart-presence/contract';

export interface ErrorExtra {
  details?: { path: string; message: string }[];
  /** Seconds, for Retry-After. */
  retryAfter?: number;
  cause?: unknown;
}

/** A failure the caller is told about: code, status and advice come from the contract's one table. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly extra: ErrorExtra;

  constructor(code: ErrorCode, extra: ErrorExtra = {}) {
    super(errorTable[code][1], { cause: extra.cause });
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return errorTable[this.code][0];
  }
}

/** Same as `throw new AppError(…)`, usable in an expression. */
export const fail = (code: ErrorCode, extra: ErrorExtra = {}): never => {
  throw new AppError(code, extra);
};
