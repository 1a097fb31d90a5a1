import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Face } from '@smart-presence/face';
import { AppError } from '../../platform/http/index.ts';
import { judgeFrames } from './judge-frames.ts';

const face = (value: number, issues: Face['quality']['issues'] = []): Face => ({
  box: [0, 0, 200, 220],
  score: 0.9,
  landmarks: [],
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { size: 200, sharpness: 0.5, exposure: 0.5, inside: 1, plausibility: 0.9, issues },
  descriptor: Float32Array.of(value, 0),
});
const frame = (value: number, issues: Face['quality']['issues'] = []) => ({ faces: [face(value, issues)] });

test('the template is the mean of the good frames of the majority, and the frames are wiped', () => {
  const good = [frame(0), frame(0.1), frame(0.2)];
  const judged = judgeFrames([...good, frame(5), frame(0.1, ['blurred']), 'unreadable', { faces: [] }], 0.5);
  assert.deepEqual(
    judged.frames.map(({ issues }) => issues),
    [[], [], [], ['other_person'], ['blurred'], ['unreadable'], ['no_face']],
  );
  assert.equal(judged.good, 3);
  assert.ok(Math.abs((judged.values?.[0] ?? 9) - 0.1) < 1e-6);
  assert.ok(good.every(({ faces }) => faces[0]?.descriptor?.every((value) => value === 0)));
});

test('half and half is nobody; nothing good is no template', () => {
  assert.throws(
    () => judgeFrames([frame(0), frame(0), frame(5), frame(5)], 0.5),
    (error: unknown) => error instanceof AppError && error.code === 'enrolment_mixed_faces',
  );
  assert.deepEqual(judgeFrames(['unreadable'], 0.5), {
    frames: [{ index: 0, issues: ['unreadable'] }],
    good: 0,
    values: undefined,
  });
});
