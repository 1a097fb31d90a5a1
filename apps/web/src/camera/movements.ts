import type { RevealedStep, StepKind } from '@smart-presence/contract';
import type { Hint } from './assess-frame.ts';
import type { FrameGrabber } from './frame-grabber.ts';
import type { Guide } from './guidance.ts';

/** Movements that are asked for one at a time. */
export interface Movements {
  count: number;
  /** Asks for the next one once `done` are done. */
  reveal: (done: number) => Promise<RevealedStep>;
  onFailed: (error: unknown) => void;
  /** The person stopped the colours of the screen. */
  onColoursStopped: () => void;
}

export interface StepView {
  /** What to do now; null while the next movement is asked for. */
  words: { is: 'hint'; hint: Hint } | { is: 'step'; kind: StepKind } | { is: 'back' } | null;
  /** Over all movements, 0 to 1. */
  share: number;
}

/** What leading through the movements works with. */
export interface StepWork {
  video: HTMLVideoElement;
  grabber: FrameGrabber;
  /** null: pictures are taken by the clock. */
  guide: Guide | null;
  movements: Movements;
  show: (view: StepView) => void;
  signal: AbortSignal;
}
