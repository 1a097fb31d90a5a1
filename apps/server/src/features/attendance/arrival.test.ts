import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeArrival, KEPT_FOR_MS, type Sending } from './arrival.ts';
import { DAY_MS } from './session-clock.ts';
import { MINUTE_MS, NOW, refuses } from './testing.ts';

const END = NOW + 10 * MINUTE_MS;
const GRACE_MS = 30_000;
const open = { state: 'open', endsAt: END, graceMs: GRACE_MS, closedAt: null, editableUntil: null } as const;
const closedAt = (at: number) =>
  ({ ...open, state: 'closed', endsAt: Math.min(END, at), closedAt: at, editableUntil: at + 7 * DAY_MS }) as const;
/** Begun a minute before the end, taken ten seconds later. */
const begunAt = END - MINUTE_MS;
const challenge = { issuedAt: begunAt, expiresAt: begunAt + 90_000 };
const judge = (patch: Partial<Sending>) =>
  judgeArrival({
    challenge,
    session: open,
    lastFrameAt: 10_000,
    arrivedAt: begunAt + 12_000,
    editWindowMs: 7 * DAY_MS,
    ...patch,
  });
const times = (arrivedAt: number) => ({ begunAt, capturedAt: begunAt + 10_000, arrivedAt });

test('what comes while challenge and session last is in time', () => {
  assert.equal(judge({}), null);
  assert.equal(judge({ arrivedAt: challenge.expiresAt - 1 }), null);
});

test('after the challenge, in a session still open, it is late', () => {
  const session = { ...open, endsAt: END + 60 * MINUTE_MS };
  assert.equal(judge({ session, arrivedAt: challenge.expiresAt }), null);
  const arrivedAt = challenge.expiresAt + 1;
  assert.deepEqual(judge({ session, arrivedAt }), times(arrivedAt));
});

test('after the session, it is late, whoever has closed it', () => {
  assert.deepEqual(judge({ arrivedAt: END + GRACE_MS }), times(END + GRACE_MS), 'by the clock alone');
  const early = begunAt + 11_000;
  assert.deepEqual(judge({ session: closedAt(early) }), times(begunAt + 12_000), 'by hand, while it was sent');
  assert.deepEqual(judge({ session: closedAt(END + GRACE_MS), arrivedAt: END + DAY_MS / 2 }), times(END + DAY_MS / 2));
});

test('begun or taken after the end is closed', () => {
  const inGrace = { issuedAt: END, expiresAt: END + 90_000 };
  const over = closedAt(END + GRACE_MS);
  assert.equal(
    judge({ challenge: inGrace, session: over, arrivedAt: END + DAY_MS / 2 }),
    'closed',
    'begun in the grace',
  );
  assert.equal(judge({ session: closedAt(begunAt), arrivedAt: END + DAY_MS / 2 }), 'closed');
  assert.equal(
    judge({ session: closedAt(begunAt + 10_000), arrivedAt: END + DAY_MS / 2 }),
    'closed',
    'taken when it closed',
  );
});

test('pictures from after the challenge are not those of this check-in', () => {
  assert.throws(() => judge({ lastFrameAt: 90_001, arrivedAt: END + DAY_MS / 2 }), refuses('challenge_invalid'));
});

test('a day later, or when the session is locked, nobody looks at it any more', () => {
  const session = closedAt(END + GRACE_MS);
  const last = challenge.expiresAt + KEPT_FOR_MS;
  assert.deepEqual(judge({ session, arrivedAt: last }), times(last));
  assert.throws(() => judge({ session, arrivedAt: last + 1 }), refuses('check_in_too_late'));
  const locked = { ...session, editableUntil: END + MINUTE_MS };
  assert.throws(() => judge({ session: locked, arrivedAt: END + MINUTE_MS }), refuses('check_in_too_late'));
});
