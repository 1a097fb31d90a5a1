import type { RevealedStep, StepKind } from '@smart-presence/contract';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Hint } from './assess-frame.ts';
import { createFrameGrabber } from './frame-grabber.ts';
import type { Guide } from './guidance.ts';
import type { CapturedFrame } from './use-guided-capture.ts';

/** Movements that are asked for one at a time. */
export interface Movements {
  count: number;
  /** Asks for the next one once `done` are done. */
  reveal: (done: number) => Promise<RevealedStep>;
  onFailed: (error: unknown) => void;
}

export interface StepView {
  /** What to do now; null while the next movement is asked for. */
  words: { is: 'hint'; hint: Hint } | { is: 'step'; kind: StepKind } | { is: 'back' } | null;
  /** Over all movements, 0 to 1. */
  share: number;
}

interface StepCapture {
  video: RefObject<HTMLVideoElement | null>;
  guide: Guide | null;
  movements: Movements | null;
  mode: 'waiting' | 'guided' | 'timed';
  onDone: (frames: CapturedFrame[]) => void;
}

/** Fetched where movements are asked for. */
const loadCapture = () => import('./capture-steps.ts');

const nothingYet: StepView = { words: null, share: 0 };

/** Leads through the movements and takes pictures along each. Starts over when `mode` or `movements` change. */
export function useStepCapture({ video, guide, movements, mode, onDone }: StepCapture): StepView {
  const [view, setView] = useState(nothingYet);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const show = useCallback((next: StepView) => setView((before) => (isSame(before, next) ? before : next)), []);

  useEffect(() => {
    const element = video.current;
    if (!element || !movements || mode === 'waiting' || (mode === 'guided' && !guide)) return;
    const stop = new AbortController();
    const camera = { grabber: createFrameGrabber(element), guide: mode === 'guided' ? guide : null };
    setView(nothingYet);
    loadCapture()
      .then(({ captureSteps }) => captureSteps({ ...camera, movements, show, signal: stop.signal }))
      .then(
        (frames) => frames && done.current(frames),
        (error) => !stop.signal.aborted && movements.onFailed(error),
      );
    return () => stop.abort();
  }, [video, guide, movements, mode, show]);

  return view;
}

const isSame = (one: StepView, other: StepView): boolean =>
  JSON.stringify([one.share.toFixed(2), one.words]) === JSON.stringify([other.share.toFixed(2), other.words]);
