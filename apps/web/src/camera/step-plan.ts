import type { StepKind } from '@smart-presence/contract';

/** Steps of a head that moves; colours have `flash-step.ts`. */
export type Movement = Exclude<StepKind, 'flash'>;

/** A last picture, a moment after the movement is complete: a head swings on, and that is its furthest. */
const LINGERING = 'lingering';

/** When the pictures of a movement are taken, by how far it has come, 0 to 1. Together at most 20 over the five steps of the highest level. */
const momentsOf: Readonly<Record<Movement, readonly (number | typeof LINGERING)[]>> = {
  'turn-left': [0, 0.5, 1, LINGERING],
  'turn-right': [0, 0.5, 1, LINGERING],
  'look-up': [0, 1, LINGERING],
  'look-down': [0, 1, LINGERING],
  'come-closer': [0, 0.5, 1],
  // Eyes may be closed at any time once the words were read.
  blink: [0, 0.2, 0.4, 0.6, 0.8, 1],
  'open-mouth': [0, 0.6, 1],
};

/** What the small nets of the page cannot see is given time instead, milliseconds; so is everything without them. */
export const stepTimes = {
  blink: 3000,
  'open-mouth': 2200,
  unguided: 2600,
  /** A movement that does not come within this time is let go: the server judges what there is. */
  patience: 9000,
  spacing: 120,
  lingering: 350,
} as const;

export interface StepTaking {
  kind: Movement;
  /** Pictures of this step so far. */
  taken: number;
  /** How far the movement has come, never less than before. */
  share: number;
  /** Milliseconds since the step was shown and since its last picture; null before the first. */
  elapsed: number;
  sinceLast: number | null;
}

export const picturesOf = (kind: Movement): number => momentsOf[kind].length;

/** Whether the newest picture is one to keep. */
export function isMoment({ kind, taken, share, elapsed, sinceLast }: StepTaking): boolean {
  const next = momentsOf[kind][taken];
  if (next === undefined) return false;
  if (sinceLast !== null && sinceLast < stepTimes.spacing) return false;
  if (next === LINGERING) return sinceLast !== null && sinceLast >= stepTimes.lingering;
  return share >= next || elapsed > stepTimes.patience;
}
