import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail, type Viewer } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { placesOfKiosks } from '../accounts/index.ts';
import { createHub } from './hub.ts';
import type { Scope } from './may-hear.ts';
import { sectionsOfPeople } from './scopes.store.ts';
import type { Stream } from './streams.ts';

/** Tabs and devices of one person that may listen at once. */
export const MOST_STREAMS = 8;
const RETRY_SECONDS = 30;
const BEAT_MS = 15_000;
/** A stream outlives its sign-in session by no more than this and one look. */
const LOOK_MS = 2000;
/** Who joined or left a section hears the difference after this long. */
const SCOPE_MS = 6000;

/** The one stream of live events, and its brief form for screens at doors. */
export const liveRoutes = (platform: Platform): void => {
  const { db, feed, clock, log, router, app, job } = platform;
  const hub = createHub({
    db,
    feed,
    clock,
    onDropped: ({ scope }) => log.warn({ role: scope.role }, 'a live stream was cut off: its client does not read'),
  });
  const open = new Map<string, number>();
  const count = (personId: string, change: 1 | -1): void => {
    const left = (open.get(personId) ?? 0) + change;
    if (left > 0) open.set(personId, left);
    else open.delete(personId);
  };

  interface Listening {
    viewer: Viewer;
    request: FastifyRequest;
    reply: FastifyReply;
    /** Newest event the viewer's page includes, as it says itself. */
    after: number | undefined;
    findScope: () => Promise<Scope>;
  }
  const tell = async ({ viewer, request, reply, findScope, ...given }: Listening): Promise<undefined> => {
    const { personId, signInSessionId } = viewer;
    if ((open.get(personId) ?? 0) >= MOST_STREAMS) fail('too_many_requests', { retryAfter: RETRY_SECONDS });
    count(personId, 1);
    reply.raw.once('close', () => count(personId, -1));
    const scope = await findScope();
    const after = lastEventId(request) ?? given.after;
    const stream: Stream = {
      raw: reply.raw,
      scope,
      signInSessionId,
      cursor: after ?? 0,
      waiting: '',
    };
    begin(reply);
    if (request.method === 'HEAD') return void reply.raw.end();
    await hub.follow(stream, after !== undefined).catch((err: unknown) => {
      // The headers are out: the client hears of the failure by the end of the stream, and comes back.
      log.error({ err }, 'a live stream could not begin');
      reply.raw.destroy();
    });
  };

  router.on('live', ({ viewer, query, request, reply }) => {
    const { personId, role } = viewer;
    const findScope = async (): Promise<Scope> => {
      const sections = (await sectionsOfPeople(db, [{ personId, role }])).get(personId) ?? new Set<string>();
      return { personId, role, sections, sessionId: query.sessionId };
    };
    return tell({ viewer, request, reply, after: query.after, findScope });
  });
  router.on('kioskLive', ({ viewer, query, request, reply }) => {
    const { personId, role } = viewer;
    const findScope = async (): Promise<Scope> => {
      const placeId = (await placesOfKiosks(db, [personId])).get(personId);
      return { personId, role, sections: new Set<string>(), placeId };
    };
    return tell({ viewer, request, reply, after: query.after, findScope });
  });

  job({ name: 'live streams: beat', everyMs: BEAT_MS, run: () => Promise.resolve(hub.beat()) });
  job({ name: 'live streams: who still listens', everyMs: LOOK_MS, run: () => hub.endFinished() });
  job({ name: 'live streams: what they may hear', everyMs: SCOPE_MS, run: () => hub.refreshScopes() });
  // Open streams would keep the server from closing.
  app.addHook('preClose', (done: () => void) => {
    hub.close();
    done();
  });
};

/** Takes the connection from the framework; what its hooks have set by now goes along. */
const begin = (reply: FastifyReply): void => {
  reply.hijack();
  reply.raw.shouldKeepAlive = false;
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // Proxies such as nginx pass events on at once.
    'x-accel-buffering': 'no',
  });
};

/** What an EventSource sends when it reconnects by itself; newer than the address it was opened with. */
const lastEventId = (request: FastifyRequest): number | undefined => {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
};
