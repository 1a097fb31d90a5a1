import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Guidance, GuidedFace, QualityIssue } from '@smart-presence/face/browser';
import { type Approach, isReady, keep, look, nobodyThere } from './approach.ts';

interface Seen {
  size: number;
  x?: number;
  yaw?: number;
  issues?: QualityIssue[];
}

const faceOf = ({ size, x = 320, yaw = 0, issues = [] }: Seen): GuidedFace => ({
  box: [x - size / 2, 240 - size / 2, size, size],
  score: 1,
  landmarks: [],
  pose: { yaw, pitch: 0, roll: 0 },
  quality: { size, sharpness: 1, exposure: 0.5, inside: 1, plausibility: 1, issues },
  tracked: false,
});

const sight = (...faces: Seen[]): Guidance => ({
  width: 640,
  height: 480,
  faces: faces.map(faceOf),
  light: 0.5,
  ms: { detect: 0, landmarks: 0, total: 0 },
});

/** Plays a film of faces 200 ms apart, keeping what is taken. */
const play = (film: (Seen[] | null)[], wantsApproach: boolean) => {
  let approach: Approach<number> = nobodyThere();
  const hints: string[] = [];
  const readyAt: number[] = [];
  film.forEach((faces, index) => {
    const step = look(approach, { guidance: sight(...(faces ?? [])), at: index * 200, wantsApproach });
    approach = step.approach;
    hints.push(step.hint);
    if (step.takes) approach = keep(approach, { picture: index, at: index * 200, size: faces?.[0]?.size ?? 0 });
    if (step.hint === 'still' && isReady(approach, wantsApproach)) readyAt.push(index);
  });
  return { approach, hints, readyAt };
};

const near = (count: number): Seen[][] => Array.from({ length: count }, () => [{ size: 160 }]);
const coming: Seen[][] = [100, 115, 130, 140, 150, 160, 170].map((size) => [{ size }]);

describe('somebody comes up to a kiosk', () => {
  test('near and still is enough where nothing more is asked for', () => {
    assert.deepEqual(play(near(4), false).readyAt, [3]);
  });

  test('where an approach is wanted, standing there is not', () => {
    const { readyAt, hints } = play(near(20), true);
    assert.deepEqual(readyAt, []);
    assert.equal(hints.at(-1), 'approach');
  });

  test('coming nearer is, and its pictures are in order and not too many', () => {
    const { readyAt, approach } = play([...coming, ...near(4)], true);
    assert.ok(readyAt.length > 0);
    assert.ok(approach.frames.length <= 8);
    assert.deepEqual(
      approach.frames.map(({ at }) => at),
      approach.frames.map(({ at }) => at).toSorted((a, b) => a - b),
    );
    assert.equal(approach.frames[0]?.picture, 0, 'the furthest picture stays');
  });

  test('who walks by in the distance is no visitor, and who is small is asked nearer', () => {
    assert.deepEqual(play([[{ size: 40 }]], false).hints, ['ready']);
    assert.deepEqual(play([[{ size: 80 }]], false).hints, ['closer']);
  });

  test('of two the nearest counts; where an approach is judged they come one at a time', () => {
    const pair = Array.from({ length: 4 }, (): Seen[] => [{ size: 160 }, { size: 120, x: 520 }]);
    assert.deepEqual(play(pair, false).readyAt, [3]);
    assert.deepEqual(play(pair, true).hints, ['alone', 'alone', 'alone', 'alone']);
  });

  test('a face elsewhere is another person, and so is one after nobody', () => {
    const jump = play([...near(3), [{ size: 160, x: 500 }]], false);
    assert.equal(jump.approach.frames.length, 1);
    const gap = play([...near(3), null, null, null, null, null, ...near(1)], false);
    assert.equal(gap.approach.frames.length, 1);
  });

  test('turned away, in the dark or blurred nothing is sent', () => {
    const spoilt: Seen[] = [
      { size: 160, yaw: 40 },
      { size: 160, issues: ['too_dark'] },
    ];
    assert.deepEqual(
      spoilt.map((seen) => play([[seen]], false).hints[0]),
      ['look', 'light'],
    );
    const blurred = Array.from({ length: 6 }, (): Seen[] => [{ size: 160, issues: ['blurred'] }]);
    assert.equal(play(blurred, false).approach.frames.length, 0);
  });

  test('pictures of long ago do not make an approach', () => {
    const { approach } = play([...coming.slice(0, 2), ...near(40)], true);
    assert.ok(approach.frames.every(({ at }) => at >= 41 * 200 - 6000));
  });
});
