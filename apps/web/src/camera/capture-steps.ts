import type { Tint } from '@smart-presence/contract';
import type { Guidance } from '@smart-presence/face/browser';
import { type HeadPose, StepWatch } from '@smart-presence/face/liveness';
import '../strings/check-in-words.ts';
import { assessFrame } from './assess-frame.ts';
import type { FrameGrabber } from './frame-grabber.ts';
import type { Guide } from './guidance.ts';
import type { StepWork as Work } from './movements.ts';
import { isMoment, type Movement, picturesOf, stepTimes } from './step-plan.ts';
import type { CapturedFrame } from './use-guided-capture.ts';

/** The head has settled when it has looked straight ahead for this long. */
const settleMs = 250;
const restMs = { guided: 12_000, timed: 1500 } as const;
/** Back at rest: near enough to where the head was at first, degrees. */
const backWithin = 9;

/** Leads through the movements. @returns the pictures with their steps, or null when stopped. */
export async function captureSteps(work: Work): Promise<CapturedFrame[] | null> {
  const { movements, show, signal } = work;
  const frames: CapturedFrame[] = [];
  let rest: HeadPose | null = null;
  for (let index = 0; index < movements.count; index++) {
    const share = index / movements.count;
    rest = await settle(work, { first: rest, share });
    if (signal.aborted) return null;
    show({ words: null, share });
    const { kind, colours } = await movements.reveal(index);
    if (signal.aborted) return null;
    const taken =
      kind === 'flash' ? await flash(work, { index, colours }) : await captureStep(work, { kind, index, rest });
    if (!taken || signal.aborted) return null;
    frames.push(...taken);
  }
  return frames;
}

/** Fetched by who accepted colours alone. @returns null when the person stopped them. */
async function flash(work: Work, step: { index: number; colours: readonly Tint[] }) {
  const share = step.index / work.movements.count;
  work.show({ words: { is: 'step', kind: 'flash' }, share });
  const { captureFlash } = await import('./flash-step.ts');
  return captureFlash(work, step);
}

/** Waits until the head looks straight ahead, before the first movement as between two. @returns how it is held then. */
async function settle(work: Work, { first, share }: { first: HeadPose | null; share: number }) {
  const { guide, grabber, show, signal } = work;
  const begun = performance.now();
  let head: HeadPose | null = null;
  let goodSince: number | null = null;
  while (!signal.aborted && performance.now() - begun < (guide ? restMs.guided : restMs.timed)) {
    const guidance = await look(grabber, guide);
    const face = guidance?.faces[0];
    const hint = guidance ? assessFrame(guidance, { pose: 'straight', straightWithin: 15 }) : null;
    if (face) head = face;
    const isBack = face && (first ? isNear(face, first) : hint === 'good');
    goodSince = isBack ? (goodSince ?? performance.now()) : null;
    show({ words: first || !hint ? { is: 'back' } : { is: 'hint', hint }, share });
    if (goodSince !== null && performance.now() - goodSince >= settleMs) return head;
    await nextFrame();
  }
  return head;
}

const isNear = ({ pose }: HeadPose, first: HeadPose): boolean =>
  Math.abs(pose.yaw - first.pose.yaw) <= backWithin && Math.abs(pose.pitch - first.pose.pitch) <= backWithin;

/** The pictures of one movement. */
async function captureStep(work: Work, step: { kind: Movement; index: number; rest: HeadPose | null }) {
  const { guide, grabber, movements, show, signal } = work;
  const { kind, index, rest } = step;
  const begun = performance.now();
  const shareOf = progressOf(kind, { rest: guide ? rest : null, begun });
  const frames: CapturedFrame[] = [];
  let share = 0;
  while (!signal.aborted && frames.length < picturesOf(kind)) {
    const guidance = await look(grabber, guide);
    const at = performance.now();
    const elapsed = at - begun;
    share = Math.max(share, shareOf(guidance?.faces[0], at));
    show({ words: { is: 'step', kind }, share: (index + Math.min(1, share)) / movements.count });
    const last = frames.at(-1);
    const isSeen = !guide || guidance?.faces[0] !== undefined || elapsed > stepTimes.patience;
    if (isSeen && isMoment({ kind, taken: frames.length, share, elapsed, sinceLast: last ? at - last.at : null })) {
      frames.push({ image: await grabber.encode(), at, step: index });
    }
    await nextFrame();
  }
  return frames;
}

/** How far a movement has come: by the head where the guide sees it, by the clock otherwise. */
function progressOf(kind: Movement, { rest, begun }: { rest: HeadPose | null; begun: number }) {
  const byClock = (ms: number) => (_: HeadPose | undefined, at: number) => (at - begun) / ms;
  if (kind === 'blink' || kind === 'open-mouth') return byClock(stepTimes[kind]);
  if (!rest) return byClock(stepTimes.unguided);
  const watch = new StepWatch({ kind, rest });
  return (head: HeadPose | undefined, at: number) => (head ? watch.look(head, at).share : 0);
}

async function look(grabber: FrameGrabber, guide: Guide | null): Promise<Guidance | null> {
  const bitmap = await grabber.grab();
  if (!bitmap) return null;
  if (guide) return guide.look(bitmap);
  bitmap.close();
  return null;
}

/** A hidden page waits until it is seen again. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
