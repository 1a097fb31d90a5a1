export { AppError, type ErrorExtra, fail } from './app-error.ts';
export { buildHttp } from './build-http.ts';
export { type Csrf, createCsrf, FOREIGN_ORIGIN } from './csrf.ts';
export { onceOnly } from './idempotency.ts';
export { type Call, createRouter, type FileReply, type Handler, type Router } from './router.ts';
export type { Viewer } from './viewer.ts';
