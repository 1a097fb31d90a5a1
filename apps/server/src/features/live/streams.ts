import type { ServerResponse } from 'node:http';
import type { Told } from './live-event.ts';
import { mayHear, type Scope, wordsFor } from './may-hear.ts';

/** One viewer's open connection. */
export interface Stream {
  raw: ServerResponse;
  scope: Scope;
  signInSessionId: string;
  /** Id of the newest event this viewer's data includes; older ones are not told again. */
  cursor: number;
  /** Written at the next flush. */
  waiting: string;
}

/** A client this far behind is cut off; it comes back and resumes, or loads its page again. */
export const MOST_UNSENT_BYTES = 1_000_000;
/** Streams written between two turns of the event loop, so that a crowd of viewers never holds it. */
const WRITES_AT_ONCE = 250;

export interface Streams {
  readonly all: ReadonlySet<Stream>;
  add(stream: Stream): void;
  /** Queues an event for everyone who may hear it. */
  tell(told: Told): void;
  /** Queues text for one stream. */
  say(stream: Stream, text: string): void;
  /** Queues text for every stream. */
  sayToAll(text: string): void;
  end(stream: Stream): void;
  endAll(): void;
}

/** @param onDropped a client was cut off because it reads too slowly. */
export const openStreams = (onDropped: (stream: Stream) => void): Streams => {
  const all = new Set<Stream>();
  const dirty = new Set<Stream>();
  let scheduled = false;

  const forget = (stream: Stream): void => {
    all.delete(stream);
    dirty.delete(stream);
  };
  const flush = (): void => {
    scheduled = false;
    for (const stream of [...dirty].slice(0, WRITES_AT_ONCE)) {
      dirty.delete(stream);
      write(stream);
    }
    if (dirty.size > 0) schedule();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };
  const write = (stream: Stream): void => {
    const { raw, waiting } = stream;
    stream.waiting = '';
    raw.write(waiting);
    if (raw.writableLength <= MOST_UNSENT_BYTES) return;
    forget(stream);
    raw.destroy();
    onDropped(stream);
  };
  const say = (stream: Stream, text: string): void => {
    stream.waiting += text;
    dirty.add(stream);
    schedule();
  };
  const end = (stream: Stream): void => {
    forget(stream);
    stream.raw.end(stream.waiting);
    stream.waiting = '';
  };
  return {
    all,
    add: (stream) => {
      if (stream.raw.destroyed || stream.raw.writableEnded) return;
      all.add(stream);
      stream.raw.once('close', () => forget(stream));
    },
    tell: (told) => {
      for (const stream of all) {
        if (told.id > stream.cursor && mayHear(stream.scope, told)) say(stream, wordsFor(stream.scope, told));
      }
    },
    say,
    sayToAll: (text) => {
      for (const stream of all) say(stream, text);
    },
    end,
    endAll: () => {
      for (const stream of [...all]) end(stream);
    },
  };
};
