import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { LiveEvent } from '@smart-presence/contract';
import { queryClient } from './api/query.ts';
import { backoff, live, parseEvent } from './live.ts';

class FakeSource {
  static all: FakeSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  isClosed = false;
  named = new Map<string, (message: { data: string }) => void>();
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeSource.all.push(this);
  }
  addEventListener(type: string, listener: (message: { data: string }) => void) {
    this.named.set(type, listener);
  }
  close() {
    this.isClosed = true;
  }
}

const globals = globalThis as unknown as Record<string, unknown>;
const before = { EventSource: globals.EventSource, document: globals.document, window: globals.window };
const stop: (() => void)[] = [];
let reloads: { callCount(): number };
const newest = () => FakeSource.all.at(-1) as FakeSource;
const eventText = (id: number, type: LiveEvent['type'] = 'resync') => JSON.stringify({ type, id, at: 1 });

// Hooks of a file run by themselves only within a suite: the runner may put all files into one process.
describe('live stream', () => {
  beforeEach(() => {
    FakeSource.all = [];
    globals.EventSource = FakeSource;
    globals.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    globals.window = new EventTarget();
    mock.timers.enable({ apis: ['setTimeout'] });
    reloads = mock.method(queryClient, 'invalidateQueries', () => Promise.resolve()).mock;
  });
  afterEach(() => {
    for (const end of stop.splice(0)) end();
    mock.timers.reset();
    mock.restoreAll();
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete globals[name];
      else globals[name] = value;
    }
  });

  const listen = (after?: number) => {
    const heard: LiveEvent[] = [];
    const end = live.listen((event) => heard.push(event), after);
    stop.push(end);
    return { heard, end };
  };

  test('the first listener opens the stream after what it knows, the last one closes it', () => {
    const first = listen(41);
    assert.equal(newest().url, '/api/live?after=41');
    const second = listen();
    assert.equal(FakeSource.all.length, 1);
    first.end();
    assert.equal(newest().isClosed, false);
    second.end();
    assert.equal(newest().isClosed, true);
    assert.equal(live.status, 'idle');
  });

  test('a lost stream resumes after the newest event, and says so once it keeps failing', () => {
    listen(1);
    newest().onopen?.();
    newest().named.get('resync')?.({ data: eventText(7) });
    newest().onerror?.();
    assert.equal(live.status, 'open', 'one hiccup is not worth a word');
    mock.timers.tick(1000);
    assert.equal(newest().url, '/api/live?after=7');
    newest().onerror?.();
    assert.equal(live.status, 'lost');
    mock.timers.tick(2000);
    newest().onopen?.();
    assert.equal(live.status, 'open');
  });

  test('events arrive whether the server names them or not; resync loads everything again', () => {
    const { heard } = listen(1);
    newest().onmessage?.({ data: eventText(2) });
    newest().named.get('resync')?.({ data: eventText(3) });
    newest().onmessage?.({ data: 'not json' });
    assert.deepEqual(
      heard.map(({ id }) => id),
      [2, 3],
    );
    assert.equal(reloads.callCount(), 2);
  });

  test('a listener whose data is older than the running stream has it loaded again', async () => {
    listen(1);
    newest().onmessage?.({ data: eventText(9) });
    const late = listen(5);
    await Promise.resolve();
    assert.deepEqual(
      late.heard.map(({ type }) => type),
      ['resync'],
    );
  });

  test('a hidden tab lets go of its connection and takes it up again', () => {
    listen(1);
    const tab = globals.document as EventTarget & { visibilityState: string };
    tab.visibilityState = 'hidden';
    tab.dispatchEvent(new Event('visibilitychange'));
    mock.timers.tick(60_000);
    assert.equal(newest().isClosed, true);
    tab.visibilityState = 'visible';
    tab.dispatchEvent(new Event('visibilitychange'));
    assert.equal(FakeSource.all.length, 2);
  });

  test('waiting grows from half a second to half a minute, never in step with others', () => {
    assert.equal(backoff(1, 0), 500);
    assert.equal(backoff(1, 1), 1000);
    assert.equal(backoff(3, 0), 2000);
    assert.equal(backoff(50, 1), 30_000);
  });

  test('what this version does not know is left aside', () => {
    assert.equal(parseEvent('{"type":"party","id":1,"at":1}'), null);
    assert.equal(parseEvent(''), null);
  });
});
