import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import fc from 'fast-check';
import { decideVerification, refusalOf } from './decide-verification.ts';
import type { FrameEvidence } from './face-evidence.ts';

const limits = defaultPolicy.face;
const distance = fc.double({ min: 0, max: 1.5, noNaN: true });

test('the thresholds belong to the better side', () => {
  const kind = (usable: number) => decideVerification({ usable, pending: null }, limits).kind;
  assert.equal(kind(limits.verifyAccept), 'match');
  assert.equal(kind(limits.verifyAccept + 1e-9), 'uncertain');
  assert.equal(kind(limits.verifyReview), 'uncertain');
  assert.equal(kind(limits.verifyReview + 1e-9), 'mismatch');
});

test('a pending template never turns a clear mismatch into a match, and never worsens an answer', () => {
  const rank = { match: 2, uncertain: 1, mismatch: 0 };
  fc.assert(
    fc.property(distance, distance, (usable, pending) => {
      const alone = decideVerification({ usable, pending: null }, limits);
      const both = decideVerification({ usable, pending }, limits);
      assert.ok(rank[both.kind] >= rank[alone.kind]);
      if (usable > limits.verifyReview) {
        assert.notEqual(both.kind, 'match');
        assert.equal(both.confirmsPending, false);
      }
      if (both.confirmsPending) assert.ok(pending <= limits.verifyAccept && both.kind === 'match');
    }),
  );
});

const frame = (refused: FrameEvidence['refused']): FrameEvidence => ({
  faces: 1,
  refused,
  size: null,
  sharpness: null,
  exposure: null,
  pose: null,
  issues: [],
  distance: null,
});

test('frames are compared when two and at least half of them count', () => {
  const refusal = (...reasons: FrameEvidence['refused'][]) => refusalOf(reasons.map(frame));
  assert.equal(refusal(null, null), undefined);
  assert.equal(refusal(null, null, 'face_quality'), undefined);
  assert.equal(refusal(null, null, 'face_quality', 'face_not_found'), undefined);
  assert.equal(refusal(null, null, 'face_quality', 'several_faces', 'several_faces'), 'several_faces');
  assert.equal(refusal(null, 'face_not_found', 'face_quality'), 'face_not_found', 'equally common: the first');
  assert.equal(refusal('face_quality', 'face_quality', 'face_not_found'), 'face_quality');
});
