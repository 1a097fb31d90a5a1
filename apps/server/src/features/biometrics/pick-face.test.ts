import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '@smart-presence/face';
import { countingIssues, pickFace } from './pick-face.ts';

const face = (side: number, quality: Partial<Face['quality']> = {}, yaw = 0): Face => ({
  box: [0, 0, side, side * 1.2],
  score: 0.9,
  landmarks: [],
  pose: { yaw, pitch: 0, roll: 0 },
  quality: { size: side, sharpness: 0.5, exposure: 0.5, inside: 1, plausibility: 0.9, issues: [], ...quality },
});

test('people in the background do not count; a companion does', () => {
  const near = face(200);
  assert.equal(pickFace([near], 0.5).face, near);
  assert.equal(pickFace([near, face(90)], 0.5).face, near);
  assert.deepEqual(pickFace([near, face(110)], 0.5), { face: undefined, count: 2 });
  assert.deepEqual(pickFace([near, face(90)], 0.33), { face: undefined, count: 2 });
  assert.deepEqual(pickFace([], 0.5), { face: undefined, count: 0 });
});

test('a face counts from well below what enrolment asks for', () => {
  assert.deepEqual(countingIssues(face(40)), []);
  assert.deepEqual(countingIssues(face(39)), ['too_small']);
  assert.deepEqual(countingIssues(face(200, { sharpness: 0.05 })), ['blurred']);
  assert.deepEqual(countingIssues(face(200, { exposure: 0.05 })), ['too_dark']);
  assert.deepEqual(countingIssues(face(200, { exposure: 0.97 })), ['too_bright']);
  assert.deepEqual(countingIssues(face(200, { inside: 0.6, plausibility: 0.1 })), ['implausible_landmarks', 'cut_off']);
  assert.deepEqual(countingIssues(face(200, {}, -41)), ['turned_away']);
});
