import {
  type BodyOf,
  isMultipart,
  type ParamsOf,
  type QueryOf,
  type ReplyInput,
  type RouteName,
  type RouteSpec,
  type Routes,
  routes,
} from '@smart-presence/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../db/index.ts';
import { fail } from './app-error.ts';
import { onceOnly } from './idempotency.ts';
import { readMultipart } from './read-multipart.ts';
import type { Viewer } from './viewer.ts';

/** Everything a handler may know about its request, already validated and permitted. */
export interface Call<N extends RouteName> {
  params: ParamsOf<Routes[N]>;
  query: QueryOf<Routes[N]>;
  body: BodyOf<Routes[N]>;
  /** File parts of a multipart request, in order; they live as long as the request. */
  files: Buffer[];
  /** The signed-in person; asking for it on a public route without one answers `sign_in_required`. */
  readonly viewer: Viewer;
  readonly maybeViewer: Viewer | null;
  /** Milliseconds UTC at which the request arrived, by this server's clock. */
  now: number;
  request: FastifyRequest;
  reply: FastifyReply;
}

type Handled<N extends RouteName> = Routes[N]['reply'] extends 'stream'
  ? undefined
  : Routes[N]['reply'] extends 'text'
    ? string
    : Routes[N]['reply'] extends 'file'
      ? FileReply
      : ReplyInput<Routes[N]>;

/** A file to be kept by whoever asked, and by nothing in between. */
export interface FileReply {
  type: string;
  /** Plain letters, digits, dots and dashes. */
  name: string;
  bytes: Buffer;
}
export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Handled<N>> | Handled<N>;

export interface Router {
  /** Serves a route of the contract. Each route is served exactly once. */
  on<N extends RouteName>(name: N, handler: Handler<N>): void;
  /** @throws Error naming routes of the contract that nobody serves. Call at the end of boot. */
  assertComplete(): void;
}

export interface RouterOptions {
  app: FastifyInstance;
  db: Db;
  clock: () => number;
  /**
   * Throws when this viewer may not call this route: asked before anything is read, and again with the valid body. A route
   * without an entry must throw at registration.
   */
  permit: (name: RouteName) => (viewer: Viewer | null, now: number, body?: unknown) => void;
}

/** Binds contract routes to handlers: validation, permission, multipart, idempotency and status in one place. */
export const createRouter = ({ app, db, clock, permit }: RouterOptions): Router => {
  const served = new Set<RouteName>();
  const on = <N extends RouteName>(name: N, handler: Handler<N>): void => {
    if (served.has(name)) throw new Error(`route ${name} is served twice`);
    served.add(name);
    const spec: RouteSpec = routes[name];
    const allow = permit(name);
    app.route({
      method: spec.method,
      url: spec.path,
      schema: schemaOf(spec),
      config: { routeName: name },
      bodyLimit: bodyLimitOf(spec),
      onRequest: (request, _reply, done) => {
        allow(request.viewer, clock());
        done();
      },
      handler: async (request, reply) => {
        // Before the body is read: a slow upload does not make a request late.
        const now = clock();
        const multipart = isMultipart(spec.body) ? await readMultipart(request, spec.body) : undefined;
        const body = multipart ? multipart.data : request.body;
        allow(request.viewer, now, body);
        const call = {
          params: request.params,
          query: request.query,
          body,
          files: multipart?.files ?? [],
          get viewer() {
            return request.viewer ?? fail('sign_in_required');
          },
          maybeViewer: request.viewer,
          now,
          request,
          reply,
        } as unknown as Call<N>;
        // These speak HTTP themselves: they go on, or have not been modified.
        if (spec.reply === 'stream' || spec.reply === 'calendar') return handler(call);
        if (spec.reply === 'file') return sendFile(reply, (await handler(call)) as FileReply);
        const run = async () => ({ status: spec.status ?? 200, reply: (await handler(call)) as unknown });
        const key = spec.idempotent ? idempotencyKey(request) : undefined;
        const answered =
          key === undefined
            ? await run()
            : await onceOnly(db, {
                scope: `${name}\n${request.viewer?.personId ?? ''}\n${key}`,
                content: [request.url, JSON.stringify(call.body ?? null), ...call.files],
                now: call.now,
                run,
              });
        return reply.code(answered.status).send(answered.reply);
      },
    });
  };
  return {
    on,
    assertComplete: () => {
      const missing = (Object.keys(routes) as RouteName[]).filter((name) => !served.has(name));
      if (missing.length > 0) throw new Error(`routes nobody serves: ${missing.join(', ')}`);
    },
  };
};

/** Somebody else's file never becomes a page of ours: it is saved, and were it shown, it could run nothing. */
const sendFile = (reply: FastifyReply, { type, name, bytes }: FileReply) =>
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'no-store')
    .send(bytes);

const JSON_BYTES = 1_000_000;

const bodyLimitOf = (spec: RouteSpec): number => {
  if (isMultipart(spec.body)) return spec.body.files.max * spec.body.files.maxBytes + JSON_BYTES;
  return JSON_BYTES;
};

const idempotencyKey = (request: FastifyRequest): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\w-]{8,128}$/.test(key)) return key;
  return fail('invalid_request', {
    details: [{ path: 'headers.idempotency-key', message: '8 to 128 letters, digits, - or _' }],
  });
};

const schemaOf = (spec: RouteSpec): Record<string, unknown> => ({
  summary: spec.summary,
  tags: [spec.tag],
  ...(spec.params ? { params: spec.params } : {}),
  ...(spec.query ? { querystring: spec.query } : {}),
  ...(spec.body && !isMultipart(spec.body) ? { body: spec.body } : {}),
  ...(typeof spec.reply === 'string' ? {} : { response: { [spec.status ?? 200]: spec.reply } }),
});

declare module 'fastify' {
  interface FastifyContextConfig {
    routeName?: RouteName;
  }
}
