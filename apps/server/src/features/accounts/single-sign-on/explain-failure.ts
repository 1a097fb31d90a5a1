import type { ErrorCode } from '@smart-presence/contract';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { AppError } from '../../../platform/http/index.ts';
import { faultIn } from './bounded-fetch.ts';

export interface Explained {
  code: ErrorCode;
  /** For the log: what was wrong, without any token, code or claim of a person. */
  reason: Record<string, string>;
}

/** What went wrong at a provider: for the person one of a few codes, for the log the reason. Our own errors stay. */
export const explainFailure = (error: unknown): Explained => {
  const fault = faultIn(error);
  if (fault) {
    const isOurs = fault.code === 'secret_lost' || fault.code === 'no_client_method';
    return {
      code: isOurs ? 'single_sign_on_failed' : 'single_sign_on_unavailable',
      reason: { fault: fault.code, value: fault.value.slice(0, 300) },
    };
  }
  if (error instanceof AuthorizationResponseError) {
    const isBusy = error.error === 'server_error' || error.error === 'temporarily_unavailable';
    return {
      code: isBusy ? 'single_sign_on_unavailable' : 'single_sign_on_refused',
      reason: { answered: error.error.slice(0, 100) },
    };
  }
  if (error instanceof ResponseBodyError)
    return { code: 'single_sign_on_failed', reason: { tokenEndpoint: error.error.slice(0, 100) } };
  if (error instanceof ClientError)
    return {
      code: isServerTrouble(error) ? 'single_sign_on_unavailable' : 'single_sign_on_failed',
      reason: { client: error.code ?? 'unknown', message: innermost(error) },
    };
  if (error instanceof AppError || !(error instanceof TypeError)) throw error;
  // openid-client and the key parser say malformed answers with TypeErrors.
  return { code: 'single_sign_on_failed', reason: { message: error.message.slice(0, 200) } };
};

/** The provider answered with a 5xx. */
const isServerTrouble = ({ cause }: ClientError): boolean => cause instanceof Response && cause.status >= 500;

/** The library's own sentence, which names the claim and never its value. */
const innermost = (error: Error): string => {
  let text = error.message;
  for (let at = error.cause; at instanceof Error; at = at.cause) text = at.message;
  return text.slice(0, 200);
};
