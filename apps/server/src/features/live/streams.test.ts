import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { MOST_UNSENT_BYTES, openStreams, type Stream } from './streams.ts';

/** A connection whose client reads at its own pace. */
const connection = (reads: boolean) => {
  const state = { writes: [] as string[], unsent: 0, destroyed: false, writableEnded: false };
  const raw = Object.assign(new EventEmitter(), {
    write: (text: string) => {
      state.writes.push(text);
      if (!reads) state.unsent += text.length;
      return reads;
    },
    end: () => {
      state.writableEnded = true;
    },
    destroy: () => {
      state.destroyed = true;
      raw.emit('close');
    },
  });
  Object.defineProperties(raw, {
    writableLength: { get: () => state.unsent },
    destroyed: { get: () => state.destroyed },
    writableEnded: { get: () => state.writableEnded },
  });
  const stream: Stream = {
    raw: raw as unknown as ServerResponse,
    scope: { personId: 'p', role: 'admin', sections: new Set() },
    signInSessionId: 's',
    cursor: 0,
    waiting: '',
  };
  return { state, stream, raw };
};

const flushed = async () => {
  for (let i = 0; i < 20; i += 1) await turn();
};

test('a client that does not read is dropped; the others are not', async () => {
  const dropped: Stream[] = [];
  const streams = openStreams((stream) => dropped.push(stream));
  const [slow, quick] = [connection(false), connection(true)];
  streams.add(slow.stream);
  streams.add(quick.stream);
  const text = 'x'.repeat(100_000);
  for (let sent = 0; sent <= MOST_UNSENT_BYTES; sent += text.length) {
    streams.sayToAll(text);
    await flushed();
  }
  assert.deepEqual(dropped, [slow.stream]);
  assert.equal(slow.state.destroyed, true);
  assert.deepEqual([...streams.all], [quick.stream]);
});

/** Three events of one moment, whose texts are their numbers. */
function tellThree(streams: ReturnType<typeof openStreams>): void {
  for (const id of [1, 2, 3])
    streams.tell({
      id,
      audience: 'section',
      sectionId: null,
      sessionId: null,
      personId: null,
      placeId: null,
      people: new Set<string>(),
      brief: '',
      text: `${id};`,
    });
}

test('events of one moment are one write, in order', async () => {
  const streams = openStreams(() => {});
  const { state, stream } = connection(true);
  streams.add(stream);
  tellThree(streams);
  await flushed();
  assert.deepEqual(state.writes, ['1;2;3;']);
});

test('what a viewer’s data includes already is not told again', async () => {
  const streams = openStreams(() => {});
  const { state, stream } = connection(true);
  stream.cursor = 2;
  streams.add(stream);
  tellThree(streams);
  await flushed();
  assert.deepEqual(state.writes, ['3;']);
});

test('a crowd is written to in turns of the event loop', async () => {
  const streams = openStreams(() => {});
  const crowd = Array.from({ length: 1000 }, () => connection(true));
  for (const { stream } of crowd) streams.add(stream);
  streams.sayToAll('x');
  await turn();
  const done = () => crowd.filter(({ state }) => state.writes.length === 1).length;
  assert.ok(done() > 0 && done() < 1000, `${done()} after one turn`);
  await flushed();
  assert.equal(done(), 1000);
});

test('a connection that is gone before it begins leaves nothing behind', () => {
  const streams = openStreams(() => {});
  const { stream, raw } = connection(true);
  raw.destroy();
  streams.add(stream);
  assert.equal(streams.all.size, 0);
});

test('what was said last is sent before the end', () => {
  const streams = openStreams(() => {});
  const { stream, raw } = connection(true);
  let last = '';
  raw.end = ((text: string) => {
    last = text;
  }) as () => void;
  streams.add(stream);
  streams.say(stream, 'goodbye');
  streams.endAll();
  assert.equal(last, 'goodbye');
  assert.equal(streams.all.size, 0);
});
