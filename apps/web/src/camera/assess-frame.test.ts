import assert from 'node:assert/strict';
import test from 'node:test';
import type { Guidance, GuidedFace, QualityIssue } from '@smart-presence/face/browser';
import { assessFrame as assess, type WantedPose } from './assess-frame.ts';

interface Seen {
  box?: [number, number, number, number];
  yaw?: number;
  pitch?: number;
  issues?: QualityIssue[];
}

const face = ({ box = [220, 140, 200, 200], yaw = 0, pitch = 0, issues = [] }: Seen = {}): GuidedFace => ({
  box,
  score: 0.9,
  landmarks: [],
  pose: { yaw, pitch, roll: 0 },
  quality: { size: 200, sharpness: 0.8, exposure: 0.5, inside: 1, plausibility: 1, issues },
  tracked: false,
});
const frame = (...faces: GuidedFace[]): Guidance => ({
  width: 640,
  height: 480,
  faces,
  light: 0.5,
  ms: { detect: 1, landmarks: 1, total: 2 },
});

const assessFrame = (guidance: Guidance, pose: WantedPose, straightWithin = 12) =>
  assess(guidance, { pose, straightWithin });

test('a large, centred, straight, sharp face is good', () => {
  assert.equal(assessFrame(frame(face()), 'straight'), 'good');
});

test('nobody, and somebody else beside', () => {
  assert.equal(assessFrame(frame(), 'straight'), 'look_here');
  assert.equal(assessFrame(frame(face(), face({ box: [0, 0, 150, 150] })), 'straight'), 'alone');
  assert.equal(assessFrame(frame(face(), face({ box: [0, 0, 40, 40] })), 'straight'), 'good');
});

test('in the dark nobody is found, and light is what helps', () => {
  assert.equal(assessFrame({ ...frame(), light: 0.05 }, 'straight'), 'brighter');
});

test('distance and place in the picture', () => {
  assert.equal(assessFrame(frame(face({ box: [280, 200, 80, 80] })), 'straight'), 'closer');
  assert.equal(assessFrame(frame(face({ box: [120, 40, 400, 400] })), 'straight'), 'back');
  assert.equal(assessFrame(frame(face({ box: [20, 140, 200, 200] })), 'straight'), 'centre');
  assert.equal(assessFrame(frame(face({ box: [220, 270, 200, 200] })), 'straight'), 'centre');
});

test('light and focus come from the quality of the face', () => {
  assert.equal(assessFrame(frame(face({ issues: ['too_dark'] })), 'straight'), 'brighter');
  assert.equal(assessFrame(frame(face({ issues: ['too_bright', 'blurred'] })), 'straight'), 'darker');
  assert.equal(assessFrame(frame(face({ issues: ['blurred'] })), 'straight'), 'hold_still');
});

test('turning is named by the side of the person, which is the other side of the picture', () => {
  assert.equal(assessFrame(frame(face({ yaw: 15 })), 'left'), 'good');
  assert.equal(assessFrame(frame(face({ yaw: -15 })), 'right'), 'good');
  assert.equal(assessFrame(frame(face({ yaw: -15 })), 'left'), 'turn_left');
  assert.equal(assessFrame(frame(face({ yaw: 0 })), 'right'), 'turn_right');
  assert.equal(assessFrame(frame(face({ yaw: 30 })), 'left'), 'less_turn');
  assert.equal(assessFrame(frame(face({ yaw: 15 })), 'straight'), 'straighten');
  assert.equal(
    assessFrame(frame(face({ yaw: 15 })), 'straight', 20),
    'good',
    'a check-in asks for less than an enrolment',
  );
  assert.equal(assessFrame(frame(face({ pitch: -20 })), 'straight'), 'straighten');
});
