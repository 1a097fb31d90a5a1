import type { RevealedStep, StepKind } from '@smart-presence/contract';
import type { Hint } from './assess-frame.ts';

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
