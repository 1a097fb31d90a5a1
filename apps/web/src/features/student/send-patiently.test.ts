import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiError, type ClientCode } from '../../api/api-error.ts';
import { type Obstacle, sendPatiently } from './send-patiently.ts';

const failure = (status: number, code: ClientCode, retryAfter: number | null = null) =>
  new ApiError({ status, code, retryAfter, message: 'm', advice: 'a' });

/** Plays a list of failures before the answer, on a clock that only waiting moves. */
async function play(failures: readonly ApiError[], patienceMs = 60_000) {
  const left = [...failures];
  const waits: number[] = [];
  const obstacles: Obstacle[] = [];
  let clock = 0;
  let sent = 0;
  const answer = sendPatiently({
    send: async () => {
      sent++;
      const next = left.shift();
      if (next) throw next;
      return 'answer';
    },
    onWaiting: (obstacle) => obstacles.push(obstacle),
    signal: new AbortController().signal,
    patienceMs,
    wait: async (ms) => {
      waits.push(ms);
      clock += ms;
    },
    now: () => clock,
  });
  return { answer: await answer.catch((error: unknown) => error), waits, obstacles, sent: () => sent };
}

test('a lost connection is tried again with growing pauses', async () => {
  const { answer, waits, obstacles } = await play(Array.from({ length: 5 }, () => failure(0, 'network')));
  assert.equal(answer, 'answer');
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000]);
  assert.ok(obstacles.every((obstacle) => obstacle === 'network'));
});

test('a busy server is asked again when it says', async () => {
  const { answer, waits, obstacles } = await play([failure(503, 'overloaded', 3)]);
  assert.equal(answer, 'answer');
  assert.deepEqual(waits, [3000]);
  assert.deepEqual(obstacles, ['server']);
});

test('an answer that says no is not asked twice', async () => {
  const { answer, sent } = await play([failure(409, 'session_closed'), failure(0, 'network')]);
  assert.ok(answer instanceof ApiError && answer.code === 'session_closed');
  assert.equal(sent(), 1);
});

test('patience ends, with the last failure', async () => {
  const { answer } = await play(
    Array.from({ length: 100 }, () => failure(0, 'network')),
    20_000,
  );
  assert.ok(answer instanceof ApiError && answer.code === 'network');
});
