import type { Hint, WantedPose } from './assess-frame.ts';

export interface PlanStep {
  pose: WantedPose;
  frames: number;
}

/** Which pictures a guided capture takes, and how patient it is. Times in milliseconds. */
export interface CapturePlan {
  steps: readonly PlanStep[];
  /** How far a head that looks straight ahead may be turned, degrees either way. */
  straightWithin: number;
  /** Good frames must have lasted this long before the first picture of a step is taken. */
  settleMs: number;
  /** Between two pictures. */
  spacingMs: number;
  /** A turn that does not come within this time is let go: not everybody can turn their head. */
  turnPatienceMs: number;
  /** Nobody in the picture for this long: the pictures so far may show somebody else, so they are dropped. */
  absenceMs: number;
}

/** Five pictures within about a second and a half. */
export const checkInPlan: CapturePlan = {
  steps: [{ pose: 'straight', frames: 5 }],
  straightWithin: 20,
  settleMs: 250,
  spacingMs: 300,
  turnPatienceMs: 8000,
  absenceMs: 1500,
};

/** Nine pictures over small turns: five good ones are needed, so a few may fail. */
export const enrolmentPlan: CapturePlan = {
  steps: [
    { pose: 'straight', frames: 3 },
    { pose: 'left', frames: 2 },
    { pose: 'right', frames: 2 },
    { pose: 'straight', frames: 2 },
  ],
  straightWithin: 12,
  settleMs: 350,
  spacingMs: 350,
  turnPatienceMs: 8000,
  absenceMs: 3000,
};

export const framesOf = (plan: CapturePlan): number => plan.steps.reduce((sum, { frames }) => sum + frames, 0);

export interface CaptureProgress {
  step: number;
  takenInStep: number;
  /** Over all steps. */
  taken: number;
  stepSince: number;
  goodSince: number | null;
  lastTakenAt: number | null;
  lastFaceAt: number;
  isDone: boolean;
}

export const beginCapture = (at: number): CaptureProgress => ({
  step: 0,
  takenInStep: 0,
  taken: 0,
  stepSince: at,
  goodSince: null,
  lastTakenAt: null,
  lastFaceAt: at,
  isDone: false,
});

/** The pose to judge the next frame by: a turn that took too long is let go, and the person may look straight ahead. */
export function wantedPose(plan: CapturePlan, progress: CaptureProgress, at: number): WantedPose {
  const pose = plan.steps[progress.step]?.pose ?? 'straight';
  const isLetGo = pose !== 'straight' && progress.takenInStep === 0 && at - progress.stepSince > plan.turnPatienceMs;
  return isLetGo ? 'straight' : pose;
}

/** `take`: keep this frame. `drop`: forget all frames kept so far. */
export type CaptureAction = 'none' | 'take' | 'drop';

/** Moves a guided capture on by one judged frame. `at` in ms, not decreasing. */
export function advance(
  plan: CapturePlan,
  before: CaptureProgress,
  { hint, at }: { hint: Hint; at: number },
): { progress: CaptureProgress; action: CaptureAction } {
  if (before.isDone) return { progress: before, action: 'none' };
  const lastFaceAt = hint === 'look_here' ? before.lastFaceAt : at;
  if (before.taken > 0 && at - lastFaceAt > plan.absenceMs) return { progress: beginCapture(at), action: 'drop' };
  if (hint !== 'good') return { progress: { ...before, lastFaceAt, goodSince: null }, action: 'none' };
  const progress = { ...before, lastFaceAt, goodSince: before.goodSince ?? at };
  return isTime(plan, progress, at)
    ? { progress: taken(plan, progress, at), action: 'take' }
    : { progress, action: 'none' };
}

function isTime(plan: CapturePlan, { goodSince, lastTakenAt, takenInStep }: CaptureProgress, at: number): boolean {
  const hasSettled = takenInStep > 0 || at - (goodSince ?? at) >= plan.settleMs;
  return hasSettled && (lastTakenAt === null || at - lastTakenAt >= plan.spacingMs);
}

function taken(plan: CapturePlan, before: CaptureProgress, at: number): CaptureProgress {
  const progress = { ...before, taken: before.taken + 1, takenInStep: before.takenInStep + 1, lastTakenAt: at };
  if (progress.takenInStep < (plan.steps[before.step]?.frames ?? 0)) return progress;
  const isDone = before.step + 1 >= plan.steps.length;
  return { ...progress, step: before.step + 1, takenInStep: 0, stepSince: at, goodSince: null, isDone };
}

/** When each picture is taken without guidance, ms after the start, with the pose asked for until then. */
export function timedSchedule(plan: CapturePlan): { at: number; pose: WantedPose }[] {
  const schedule: { at: number; pose: WantedPose }[] = [];
  let clock = 0;
  plan.steps.forEach(({ pose, frames }, index) => {
    clock += index === 0 ? 2500 : 2000;
    for (let frame = 0; frame < frames; frame++) {
      if (frame > 0) clock += plan.spacingMs;
      schedule.push({ at: clock, pose });
    }
  });
  return schedule;
}
