import { randomInt } from 'node:crypto';
import type { LivenessLevel, StepKind, Tint } from '@smart-presence/contract';
import {
  ADVICE,
  chooseSteps,
  type Evidence,
  type LivenessAdvice,
  seenBefore,
  withSeenBefore,
} from '@smart-presence/face/liveness';
import type { LivenessResult } from '@smart-presence/face/node';
import type { Db } from '../../platform/db/index.ts';
import { explainFaceError } from './face-engine.ts';
import { earlierPictures } from './seen-pictures.store.ts';
import { serviceFor } from './service.ts';

/** What a person was asked to do, and when each picture was taken for which step. */
export interface MovementsAsked {
  level: LivenessLevel;
  steps: readonly StepKind[];
  /** Of the `flash` step, whose pictures are one of each, in their order; empty without one. */
  colours: readonly Tint[];
  /** One for each picture. */
  times: readonly { at: number; step: number }[];
  sessionId: string;
}

/** Whether a living person made the movements: numbers and reasons, never pixels. */
export interface LivenessFinding {
  level: LivenessLevel;
  verdict: LivenessResult['verdict'];
  reasons: LivenessResult['reasons'];
  /** What the person can do about the first reason; null when there is none. */
  advice: LivenessAdvice | null;
  evidence: readonly Evidence[];
}

const SCALE = 2 ** 32;
const unguessable = (): number => randomInt(SCALE) / SCALE;

interface MovementsWanted {
  level: LivenessLevel;
  /** Only for who accepted colours on the screen. */
  withFlashes: boolean;
  random?: () => number;
}

/** The movements that give a level its evidence, in an order nobody can guess, and the colours of the screen among them. */
export const chooseMovements = ({ level, withFlashes, random = unguessable }: MovementsWanted) => {
  const { steps } = chooseSteps({ level, random, without: withFlashes ? [] : ['flash'] });
  const colours = steps.flatMap((step) => (step.kind === 'flash' ? step.colours.map((tint): Tint => [...tint]) : []));
  return { steps: steps.map(({ kind }): StepKind => kind), colours };
};

interface Look {
  db: Db;
  personId: string;
  frames: readonly Buffer[];
  asked: MovementsAsked;
  now: number;
}

/**
 * Judges the pictures of one challenge in one pass over them: life, and who is to be compared with a template.
 * @throws AppError of the first unreadable frame, `overloaded`, `unavailable`.
 */
export const lookForLife = async ({ db, personId, frames, asked, now }: Look) => {
  const result = await assess({ db, frames, asked });
  const earlier = await earlierPictures(db, { studentId: personId, sessionId: asked.sessionId, now });
  const lists = earlier.map(({ hashes }) => hashes);
  const liveness = findingOf(asked.level, withSeenBefore(result, lists));
  const repeated = liveness.reasons.includes('seen_before')
    ? earlier.filter(({ hashes }) => seenBefore(result.hashes, [hashes]).outcome === 'failed')
    : [];
  const repeatsOf = [...new Set(repeated.map(({ studentId }) => studentId))];
  return { liveness, descriptors: result.descriptors, hashes: result.hashes, repeatsOf };
};

/** The same for a camera that always films the same place: there, having seen it before says nothing. */
export const lookForLifeAtDoor = async (look: Omit<Look, 'personId' | 'now' | 'asked'> & { asked: MovementsSeen }) => {
  const result = await assess(look);
  return { liveness: findingOf(look.asked.level, result), descriptors: result.descriptors };
};

/** What people do who come up to a camera. */
export type MovementsSeen = Omit<MovementsAsked, 'sessionId' | 'colours'>;

const assess = async ({
  db,
  frames,
  asked,
}: Pick<Look, 'db' | 'frames'> & { asked: MovementsSeen & { colours?: readonly Tint[] } }) => {
  const { engine, hashKey } = serviceFor(db);
  const { level, steps, colours = [], times } = asked;
  const sequence = {
    frames: times.map((time, index) => ({
      ...time,
      ...colourOf(asked, index),
      picture: frames[index] ?? Buffer.alloc(0),
    })),
    challenge: { steps: steps.map((kind) => (kind === 'flash' ? { kind, colours } : { kind })) },
    level,
    hashKey,
  };
  return engine
    .ready()
    .then((ready) => ready.assessLiveness(sequence))
    .catch((error: unknown) => {
      throw explainFaceError(error, { name: 'frames', index: 0 });
    });
};

type Judged = Pick<LivenessResult, 'verdict' | 'reasons' | 'evidence'>;

const findingOf = (level: LivenessLevel, { verdict, reasons, evidence }: Judged): LivenessFinding => {
  const [first] = reasons;
  return { level, verdict, reasons, advice: first ? ADVICE[first] : null, evidence };
};

/** Which colour was on the screen: the first picture of the step is of the first one. */
const colourOf = ({ steps, times }: MovementsSeen, index: number): { colour?: number } => {
  const step = times[index]?.step;
  if (step === undefined || steps[step] !== 'flash') return {};
  return { colour: times.slice(0, index).filter((time) => time.step === step).length };
};
