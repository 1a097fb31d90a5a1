import { type ErrorCode, type ErrorReply, errorTable } from '@smart-presence/contract';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { isUnavailable } from '../db/index.ts';
import { AppError } from './app-error.ts';

const RETRY_SECONDS = 5;

/** What Fastify and its plugins throw, in our codes. */
const statusCodes: Record<number, ErrorCode> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'overloaded',
};

/** The only place that turns a thrown thing into a reply: 4xx explains, 5xx hides and is logged. */
export const installErrorHandler = (app: FastifyInstance): void => {
  app.setErrorHandler((error: FastifyError, request, reply) => answer(toAppError(error), request, reply));
  app.setNotFoundHandler((request, reply) => answer(new AppError('not_found'), request, reply));
};

/**
 * For requests that Fastify itself turns away before any route: an address that cannot be decoded or is too long. No
 * hook has run for these, so the headers of every reply are set here.
 */
export const answerEarly =
  (headers: Readonly<Record<string, string>>) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    void answer(toAppError(error), request, reply.headers({ ...headers, 'x-request-id': request.id }));
  };

const toAppError = (error: FastifyError): AppError => {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: `${error.validationContext ?? 'body'}${issue.instancePath.replaceAll('/', '.')}`,
      message: issue.message ?? 'is not valid',
    }));
    return new AppError('invalid_request', { details });
  }
  if (isResponseSerializationError(error)) return new AppError('internal', { cause: error });
  if (isUnavailable(error)) return new AppError('unavailable', { cause: error, retryAfter: RETRY_SECONDS });
  const status = error.statusCode ?? 500;
  const code = statusCodes[status] ?? (status >= 400 && status < 500 ? 'invalid_request' : 'internal');
  return new AppError(code, { cause: error });
};

const answer = (error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { code, status, extra } = error;
  // Being busy is no defect, and a thousand stacks a minute would make it worse.
  if (code === 'overloaded') request.log.warn({ code }, 'request refused');
  else if (status >= 500) request.log.error({ err: extra.cause ?? error, code }, 'request failed');
  else request.log.info({ code }, 'request refused');
  const retryAfter = extra.retryAfter ?? (status === 503 || status === 429 ? RETRY_SECONDS : undefined);
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  const [, message, advice] = errorTable[code];
  const body: ErrorReply = {
    error: { code, message, advice, ...(extra.details ? { details: extra.details } : {}), requestId: request.id },
  };
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
};
