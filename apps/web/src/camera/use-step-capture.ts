import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { createFrameGrabber } from './frame-grabber.ts';
import type { Guide } from './guidance.ts';
import type { Movements, StepView } from './movements.ts';
import type { CapturedFrame } from './use-guided-capture.ts';

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
    const camera = { video: element, grabber: createFrameGrabber(element), guide: mode === 'guided' ? guide : null };
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
