import type { Db } from '../../platform/db/index.ts';
import { type EventFeed, newestEventId, readEvents } from '../../platform/events/index.ts';
import { resyncMessage, toTold } from './live-event.ts';
import { mayHear, wordsFor } from './may-hear.ts';
import { recentEvents } from './recent-events.ts';
import { endFinished, refreshScopes } from './refresh-streams.ts';
import { openStreams, type Stream } from './streams.ts';

/** Events kept in memory for those who come back. */
const RING = 2000;
/** A gap of more ids than this is not replayed: loading the page again is cheaper. */
export const MOST_REPLAYED = 2000;
const BATCH = 500;

export interface HubNeeds {
  db: Db;
  feed: EventFeed;
  clock: () => number;
  onDropped: (stream: Stream) => void;
}

export interface Hub {
  readonly size: number;
  /** Replays what came after the stream's cursor, then keeps it up to date. */
  follow(stream: Stream, isResuming: boolean): Promise<void>;
  /** Shows clients and proxies that the connection lives, and tells the client from where it could resume. */
  beat(): void;
  /** Ends the streams of sign-in sessions that ended. */
  endFinished(): Promise<void>;
  /** Follows enrolments and teachers. */
  refreshScopes(): Promise<void>;
  close(): void;
}

/** Hears every domain event of the process once and tells it to the streams that may hear it. */
export const createHub = ({ db, feed, clock, onDropped }: HubNeeds): Hub => {
  const streams = openStreams(onDropped);
  let position = feed.position;
  let isClosed = false;
  const recent = recentEvents(position, RING);
  const unsubscribe = feed.subscribe((event) => {
    position = event.id;
    const told = toTold(event);
    if (!told) return;
    recent.add(told);
    streams.tell(told);
  });

  const attach = (stream: Stream): void => {
    if (isClosed) return void stream.raw.end();
    streams.add(stream);
    for (const told of recent.after(stream.cursor)) {
      if (mayHear(stream.scope, told)) streams.say(stream, wordsFor(stream.scope, told));
    }
    stream.cursor = Math.max(stream.cursor, position);
    streams.say(stream, beatAt(stream.cursor));
  };
  const resync = (stream: Stream, id: number): void => {
    stream.cursor = id;
    streams.say(stream, resyncMessage(id, clock()));
  };

  return {
    get size() {
      return streams.all.size;
    },
    follow: async (stream, isResuming) => {
      if (!isResuming) stream.cursor = position;
      else if (stream.cursor > position) {
        // Newer than this process has heard of is usual for some milliseconds; newer than all there is, is not.
        const newest = await newestEventId(db);
        if (stream.cursor > newest) resync(stream, newest);
      } else if (position - stream.cursor > MOST_REPLAYED) resync(stream, position);
      else await replay(db, stream, { covers: recent.covers, say: streams.say });
      attach(stream);
    },
    beat: () => streams.sayToAll(beatAt(position)),
    endFinished: () => endFinished(db, streams, clock()),
    refreshScopes: () => refreshScopes(db, streams.all),
    close: () => {
      isClosed = true;
      unsubscribe();
      streams.endAll();
    },
  };
};

/** A comment, and an id without data: the client remembers it and hears nothing. */
const beatAt = (id: number): string => `:\nid: ${id}\n\n`;

interface Replay {
  /** Whether the events after an id are in memory. */
  covers: (id: number) => boolean;
  say: (stream: Stream, text: string) => void;
}

/** Tells the stream what the table has after its cursor, until the events in memory take over. */
const replay = async (db: Db, stream: Stream, { covers, say }: Replay): Promise<void> => {
  while (!covers(stream.cursor)) {
    const events = await readEvents(db, stream.cursor, BATCH);
    for (const event of events) {
      const told = toTold(event);
      if (told && mayHear(stream.scope, told)) say(stream, wordsFor(stream.scope, told));
      stream.cursor = event.id;
    }
    if (events.length < BATCH) return;
  }
};
