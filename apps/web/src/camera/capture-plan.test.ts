import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Hint } from './assess-frame.ts';
import {
  advance,
  beginCapture,
  type CapturePlan,
  checkInPlan,
  enrolmentPlan,
  framesOf,
  timedSchedule,
  wantedPose,
} from './capture-plan.ts';

/** Plays hints at ten frames per second and says when pictures were taken or dropped. */
function play(plan: CapturePlan, hints: readonly Hint[]) {
  let progress = beginCapture(0);
  const taken: number[] = [];
  let drops = 0;
  hints.forEach((hint, index) => {
    const step = advance(plan, progress, { hint, at: index * 100 });
    progress = step.progress;
    if (step.action === 'take') taken.push(index * 100);
    if (step.action === 'drop') drops++;
  });
  return { progress, taken, drops };
}
const times = (count: number, hint: Hint): Hint[] => Array.from({ length: count }, () => hint);

test('a check-in with a good face is done in under two seconds', () => {
  const { progress, taken } = play(checkInPlan, times(20, 'good'));
  assert.equal(progress.isDone, true);
  assert.deepEqual(taken, [300, 600, 900, 1200, 1500]);
});

test('no picture is taken while something is wrong, and the capture goes on afterwards', () => {
  const { progress, taken } = play(checkInPlan, [...times(7, 'good'), ...times(10, 'closer'), ...times(12, 'good')]);
  assert.equal(progress.isDone, true);
  assert.ok(taken.every((at) => at < 700 || at >= 1700));
});

test('a person who leaves the picture starts over', () => {
  const { progress, drops } = play(checkInPlan, [...times(7, 'good'), ...times(20, 'look_here'), 'good']);
  assert.equal(drops, 1);
  assert.equal(progress.taken, 0);
});

test('a turn that does not come is let go after a while', () => {
  const progress = { ...beginCapture(0), step: 1, stepSince: 1000 };
  assert.equal(wantedPose(enrolmentPlan, progress, 2000), 'left');
  assert.equal(wantedPose(enrolmentPlan, progress, 9500), 'straight');
});

test('a capture takes exactly the planned pictures, never closer than the spacing, whatever the frames show', () => {
  const hints = fc.array(fc.constantFrom<Hint>('good', 'good', 'good', 'closer', 'look_here', 'hold_still'), {
    minLength: 1,
    maxLength: 400,
  });
  fc.assert(
    fc.property(fc.constantFrom(checkInPlan, enrolmentPlan), hints, (plan, list) => {
      const { progress, taken, drops } = play(plan, list);
      assert.ok(progress.taken <= framesOf(plan));
      assert.equal(progress.isDone, progress.taken === framesOf(plan));
      if (drops === 0) assert.equal(taken.length, progress.taken);
      taken.slice(1).forEach((at, index) => {
        assert.ok(drops > 0 || at - (taken[index] ?? 0) >= plan.spacingMs);
      });
    }),
  );
});

test('without guidance every planned picture has its time, in order', () => {
  const schedule = timedSchedule(enrolmentPlan);
  assert.equal(schedule.length, framesOf(enrolmentPlan));
  schedule.slice(1).forEach(({ at }, index) => {
    assert.ok(at > (schedule[index]?.at ?? 0));
  });
});
