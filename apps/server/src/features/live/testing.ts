import { randomBytes } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveEvent } from '@smart-presence/contract';
import { pino } from 'pino';
import { readConfig } from '../../platform/config/config.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { openEventFeed, publishAll } from '../../platform/events/index.ts';
import { buildHttp, createCsrf, createRouter, type Viewer } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { registerLive } from './index.ts';

/** A listening server with nothing but the stream; who asks is whoever the test puts in `viewers`. */
export const createLiveApp = async (db: Db, clock: { now: number }) => {
  const key = () => randomBytes(32).toString('base64');
  const config = readConfig({ NODE_ENV: 'test', SMART_PRESENCE_KEK: key(), SMART_PRESENCE_SECRET: key() });
  const log = pino({ level: 'silent' });
  const app = await buildHttp({ config, log });
  const viewers = new Map<string, Viewer>();
  app.addHook('onRequest', async (request) => {
    request.viewer = viewers.get(String(request.headers['x-test-viewer'])) ?? null;
  });
  const feed = await openEventFeed(db, () => {});
  const now = () => clock.now;
  const router = createRouter({ app, db, clock: now, permit: () => () => {} });
  const secrets = loadSecrets(config);
  const jobs = new Map<string, () => Promise<unknown>>();
  const platform: Platform = {
    config,
    secrets,
    db,
    feed,
    clock: now,
    log,
    app,
    router,
    csrf: createCsrf({ signing: secrets.signing, publicUrl: undefined, isSecure: false }),
    job: ({ name, run }) => jobs.set(name, run),
    work: () => {},
    retain: () => {},
    hold: () => {},
    follows: () => {},
    readiness: () => {},
    onClose: () => {},
  };
  registerLive(platform);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    viewers,
    /** Runs a regular job now. */
    run: (name: string) => jobs.get(name)?.(),
    listen: (viewer: Viewer, options: ListenOptions = {}) => {
      viewers.set(viewer.signInSessionId, viewer);
      return openListener(port, viewer, options);
    },
    close: async () => {
      await app.close();
      await feed.close();
    },
  };
};

export interface ListenOptions {
  after?: number;
  sessionId?: string;
  lastEventId?: number;
}

export interface Listener {
  status: number;
  headers: IncomingMessage['headers'];
  events: LiveEvent[];
  /** Everything received, as text. */
  text: () => string;
  /** Resolves once `count` events have arrived. */
  until(count: number): Promise<LiveEvent[]>;
  ended: Promise<void>;
  response: IncomingMessage;
  close(): void;
}

const openListener = (port: number, viewer: Viewer, { lastEventId, ...query }: ListenOptions): Promise<Listener> =>
  new Promise((resolve, reject) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    const headers = {
      'x-test-viewer': viewer.signInSessionId,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    };
    const path = viewer.role === 'kiosk' ? '/api/kiosk/live' : '/api/live';
    const request = get({ host: '127.0.0.1', port, path: `${path}?${search}`, headers, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      request.removeListener('error', reject);
      // A stream that is cut off ends with an error here; `ended` tells.
      request.on('error', () => {});
      resolve(listenerOf(response, () => request.destroy()));
    });
  });

const listenerOf = (response: IncomingMessage, close: () => void): Listener => {
  const events: LiveEvent[] = [];
  let text = '';
  let rest = '';
  const waiting = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('error', () => {});
  response.on('data', (chunk: string) => {
    text += chunk;
    rest += chunk;
    const messages = rest.split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const data = message.split('\n').find((line) => line.startsWith('data: '));
      if (data) events.push(JSON.parse(data.slice(6)) as LiveEvent);
    }
    for (const look of waiting) look();
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    text: () => text,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (events.length < count) return;
          waiting.delete(look);
          resolve(events);
        };
        waiting.add(look);
        look();
      }),
    ended: new Promise((resolve) => response.once('close', resolve)),
    response,
    close,
  };
};

/** Tells the feed something about a section that never happened. */
export const tell = (
  db: Db,
  events: readonly { type: string; sectionId?: string; sessionId?: string; personId?: string; data?: object }[],
) =>
  transact(db, (trx) =>
    publishAll(
      trx,
      events.map((event) => ({ at: 1, actorId: null, ...event, data: { ...event.data } })),
    ),
  );
