import pg from 'pg';
import { commits, type Db, engineFor, urlFor } from '../db/index.ts';
import { EVENT_CHANNEL, newestEventId } from './publish.ts';

export interface StoredEvent {
  id: number;
  type: string;
  at: number;
  actorId: string | null;
  sectionId: string | null;
  sessionId: string | null;
  personId: string | null;
  data: Record<string, unknown>;
}

export interface EventFeed {
  /** Newest id that has been handed to listeners. */
  readonly position: number;
  subscribe(listener: (event: StoredEvent) => void): () => void;
  close(): Promise<void>;
}

/** Also catches what another process wrote to the same SQLite file, and notices lost while reconnecting. */
const SAFETY_LOOK_MS = 2000;
const RECONNECT_MS = 1000;
const BATCH = 500;

/** @returns events after `after`, oldest first, at most `limit`. */
export const readEvents = async (db: Db, after: number, limit: number): Promise<StoredEvent[]> => {
  const rows = await db
    .selectFrom('domainEvent')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
};

/**
 * One reader per process hands every committed event to its listeners, in order and once. Woken by commits of this
 * process (SQLite) or by LISTEN (PostgreSQL); viewers cost no query.
 */
export const openEventFeed = async (db: Db, onError: (error: unknown) => void): Promise<EventFeed> => {
  const listeners = new Set<(event: StoredEvent) => void>();
  let position = await newestEventId(db);
  let closed = false;
  let wanted = false;
  let reading: Promise<void> | undefined;

  const readOn = async (): Promise<void> => {
    while (wanted && !closed) {
      wanted = false;
      for (
        let batch = await readEvents(db, position, BATCH);
        batch.length > 0;
        batch = await readEvents(db, position, BATCH)
      ) {
        for (const event of batch) {
          position = event.id;
          for (const listener of listeners) listener(event);
        }
        if (batch.length < BATCH) break;
      }
    }
  };
  const wake = (): void => {
    wanted = true;
    if (closed || reading) return;
    reading = readOn()
      .catch(onError)
      .finally(() => {
        reading = undefined;
        if (wanted && !closed) setImmediate(wake);
      });
  };

  const unlisten = engineFor(db) === 'postgres' ? listen({ url: urlFor(db) ?? '', wake, onError }) : onCommit(wake);
  const timer = setInterval(wake, SAFETY_LOOK_MS);
  timer.unref();

  return {
    get position() {
      return position;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      listeners.clear();
      await unlisten();
      await reading;
    },
  };
};

const onCommit = (wake: () => void): (() => Promise<void>) => {
  commits.on('commit', wake);
  return () => {
    commits.off('commit', wake);
    return Promise.resolve();
  };
};

interface ListenOptions {
  url: string;
  wake: () => void;
  onError: (error: unknown) => void;
}

/** Keeps one connection on the channel; reconnects and looks for what was missed. */
const listen = ({ url, wake, onError }: ListenOptions): (() => Promise<void>) => {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  const report = (error: unknown): void => {
    if (!stopped) onError(error);
  };
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ connectionString: url });
    fresh.on('notification', wake);
    fresh.on('error', (error) => {
      report(error);
      reconnectLater();
    });
    client = fresh;
    await fresh.connect();
    await fresh.query(`listen ${EVENT_CHANNEL}`);
    wake();
  };
  const reconnectLater = (): void => {
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      client?.removeAllListeners();
      client?.on('error', () => {});
      void client?.end().catch(() => {});
      connect().catch((error: unknown) => {
        report(error);
        reconnectLater();
      });
    }, RECONNECT_MS);
    retry.unref();
  };
  connect().catch((error: unknown) => {
    report(error);
    reconnectLater();
  });

  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => {});
  };
};
