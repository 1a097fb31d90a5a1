import type { ErrorCode, ErrorReply } from '@smart-presence/contract';

export interface FieldProblem {
  path: string;
  message: string;
}

/** `network`: the server was not reached; `unreadable`: something answered that is not our server. */
export type ClientCode = ErrorCode | 'network' | 'unreadable';

/** What went wrong with a call, in words for the person and in codes for the program. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ClientCode;
  /** What to do next, in one sentence. */
  readonly advice: string;
  readonly details: readonly FieldProblem[];
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds to wait before another try, when the server said so. */
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(props: {
    code: ClientCode;
    message: string;
    advice: string;
    status: number;
    details?: readonly FieldProblem[] | undefined;
    retryAfter?: number | null;
    requestId?: string | null;
  }) {
    super(props.message);
    this.code = props.code;
    this.advice = props.advice;
    this.status = props.status;
    this.details = props.details ?? [];
    this.retryAfter = props.retryAfter ?? null;
    this.requestId = props.requestId ?? null;
  }
}

/** Reads the error a reply with a status of 400 or more carries. */
export async function errorFrom(response: Response, words: { message: string; advice: string }): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const retryAfter = secondsOf(response.headers.get('retry-after'));
  if (!isErrorReply(body)) return new ApiError({ code: 'unreadable', status: response.status, retryAfter, ...words });
  return new ApiError({ ...body.error, status: response.status, retryAfter });
}

/** Tells our server's errors from those of a proxy. Not by schema: the sign-in page does not load schemas. */
function isErrorReply(body: unknown): body is ErrorReply {
  const error = (body as Partial<ErrorReply> | null)?.error;
  return typeof error === 'object' && typeof error?.code === 'string' && typeof error.message === 'string';
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
