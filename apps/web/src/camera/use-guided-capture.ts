import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { assessFrame, type Hint } from './assess-frame.ts';
import { advance, beginCapture, type CapturePlan, timedSchedule, wantedPose } from './capture-plan.ts';
import { createFrameGrabber, type FrameGrabber } from './frame-grabber.ts';
import type { Guide } from './guidance.ts';
import { steady, steadyFrom } from './steady-hint.ts';

export interface CapturedFrame {
  image: Blob;
  /** `performance.now()` when it was taken. */
  at: number;
  /** Index of the movement it was taken for, if any. */
  step?: number;
}

export interface CaptureView {
  /** The one thing to say now; null before the first judged frame. */
  hint: Hint | null;
  /** Pictures kept so far. */
  taken: number;
  /** Without a good frame for so long that going on without the guide is offered. */
  isStuck: boolean;
}

interface GuidedCapture {
  video: RefObject<HTMLVideoElement | null>;
  guide: Guide | null;
  plan: CapturePlan;
  /** `guided` judges every frame, `timed` takes them by the clock, `waiting` does nothing yet. */
  mode: 'waiting' | 'guided' | 'timed';
  onDone: (frames: CapturedFrame[]) => void;
}

const stuckAfterMs = 12_000;

/** Watches the video and takes the planned pictures. Starts over when `mode` or `plan` changes. */
export function useGuidedCapture({ video, guide, plan, mode, onDone }: GuidedCapture): CaptureView {
  const [view, setView] = useState<CaptureView>({ hint: null, taken: 0, isStuck: false });
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const show = useCallback((change: Partial<CaptureView>) => {
    setView((before) => (isSame(before, change) ? before : { ...before, ...change }));
  }, []);

  useEffect(() => {
    const element = video.current;
    if (!element || mode === 'waiting' || (mode === 'guided' && !guide)) return;
    const stop = new AbortController();
    const grabber = createFrameGrabber(element);
    show({ hint: null, taken: 0, isStuck: false });
    const work =
      mode === 'guided' && guide
        ? captureGuided({ guide, grabber, plan, show, signal: stop.signal })
        : captureTimed({ grabber, plan, show, signal: stop.signal });
    void work.then((frames) => frames && done.current(frames));
    return () => stop.abort();
  }, [video, guide, plan, mode, show]);

  return view;
}

const isSame = (before: CaptureView, change: Partial<CaptureView>): boolean =>
  Object.entries(change).every(([key, value]) => before[key as keyof CaptureView] === value);

interface Work {
  grabber: FrameGrabber;
  plan: CapturePlan;
  show: (change: Partial<CaptureView>) => void;
  signal: AbortSignal;
}

/** @returns the pictures, or null when stopped. */
async function captureGuided({ guide, grabber, plan, show, signal }: Work & { guide: Guide }) {
  let progress = beginCapture(performance.now());
  let hint = steadyFrom<Hint>('look_here', performance.now());
  let frames: CapturedFrame[] = [];
  let lastGoodAt = performance.now();
  while (!signal.aborted && !progress.isDone) {
    const bitmap = await grabber.grab();
    const at = performance.now();
    const guidance = bitmap && (await guide.look(bitmap));
    if (signal.aborted) return null;
    if (!guidance) {
      await pause(100);
      continue;
    }
    const wanted = { pose: wantedPose(plan, progress, at), straightWithin: plan.straightWithin };
    const now = assessFrame(guidance, wanted);
    const step = advance(plan, progress, { hint: now, at });
    progress = step.progress;
    hint = steady(hint, now, at);
    if (now === 'good') lastGoodAt = at;
    if (step.action === 'drop') frames = [];
    if (step.action === 'take') frames.push({ image: await grabber.encode(), at });
    show({ hint: hint.shown, taken: frames.length, isStuck: at - lastGoodAt > stuckAfterMs });
    await nextFrame();
  }
  return signal.aborted ? null : frames;
}

/** @returns the pictures, or null when stopped. */
async function captureTimed({ grabber, plan, show, signal }: Work) {
  const frames: CapturedFrame[] = [];
  const start = performance.now();
  for (const { at, pose } of timedSchedule(plan)) {
    show({ hint: pose === 'straight' ? 'hold_still' : `turn_${pose}` });
    await pause(start + at - performance.now());
    const bitmap = await grabber.grab();
    if (signal.aborted) return null;
    if (!bitmap) continue;
    bitmap.close();
    frames.push({ image: await grabber.encode(), at: performance.now() });
    show({ taken: frames.length });
  }
  return signal.aborted ? null : frames;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
/** A pause of one screen frame lets the page draw; a hidden page waits until it is seen again. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
