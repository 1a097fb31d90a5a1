import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, type ErrorReply, errorTable } from '@smart-presence/contract';
import type { Logger } from 'pino';

const statusOf: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/**
 * Answers what is no request at all: text that is not HTTP, endless headers, a client that stops half-way. Nothing of
 * the framework has run, so the reply is written by hand, with the headers and the shape that every other one has.
 */
export const answerGarbage =
  (headers: Readonly<Record<string, string>>, log: Logger) =>
  (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const status = statusOf[error.code ?? ''] ?? 400;
    log.info({ code: error.code, status }, 'no request could be read');
    if (socket.writable) socket.write(replyOf(status, headers));
    socket.destroy(error);
  };

const replyOf = (status: number, headers: Readonly<Record<string, string>>): string => {
  const code: ErrorCode = 'invalid_request';
  const [, message, advice] = errorTable[code];
  const body: ErrorReply = { error: { code, message, advice, requestId: randomUUID() } };
  const text = JSON.stringify(body);
  const all = {
    ...headers,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`;
};
