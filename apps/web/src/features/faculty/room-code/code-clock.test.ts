import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt, codesInHand, RENEW_LEFT_MS, renewIn } from './code-clock.ts';

const S = 1000;
const codes = ['1', '2', '3', '4'].map((code, index) => ({
  code,
  from: 100 * S + index * 10 * S,
  until: 110 * S + index * 10 * S,
}));
const received = { codes, now: 103 * S, endsAt: 600 * S };

test('the code of the moment, by the server’s clock whatever ours says', () => {
  // Our clock is 50 s behind; the answer took 200 ms.
  const hand = codesInHand(received, { sentAt: 53 * S - 100, receivedAt: 53 * S + 100 });
  assert.equal(hand.ahead, 50 * S);
  assert.deepEqual(codeAt(hand, 53 * S), { code: '1', leftMs: 7 * S });
  assert.deepEqual(codeAt(hand, 60 * S), { code: '2', leftMs: 10 * S });
  assert.equal(codeAt(hand, 89.999 * S)?.code, '4');
  assert.equal(codeAt(hand, 90 * S), null, 'nothing is in hand any more');
  assert.equal(codeAt(hand, 49 * S), null, 'nothing from before');
});

test('more is fetched in good time, and none beyond the end', () => {
  const hand = codesInHand(received, { sentAt: 103 * S, receivedAt: 103 * S });
  assert.equal(renewIn(hand, 103 * S), 140 * S - RENEW_LEFT_MS - 103 * S);
  assert.equal(renewIn(hand, 139 * S), 0);
  assert.equal(renewIn({ ...hand, endsAt: 138 * S }, 103 * S), null);
});
