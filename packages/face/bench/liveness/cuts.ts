import { colourCode } from '../../src/liveness/colour-code.ts';
import { hashDistance } from '../../src/liveness/hash-distance.ts';
import { SAME_PICTURE_BITS } from '../../src/liveness/seen-before.ts';
import type { Challenge, Observation, StepKind } from '../../src/liveness/types.ts';
import type { Random } from './random.ts';

/** Attacks that are made by cutting recordings, not by holding things: they work on what was seen in genuine takes. */

/** A recorded take: of whom, for which challenge, and what the engine saw. */
export interface Take {
  readonly person: string;
  readonly challenge: Challenge;
  readonly observations: readonly Observation[];
  /** Hashes of the same frames saved again, smaller and as worse JPEGs. */
  readonly resaved: readonly Uint8Array[];
}

export interface Attempt {
  readonly challenge: Challenge;
  readonly observations: readonly Observation[];
  /** Hashes of what is sent, and of what was seen in earlier sequences. */
  readonly hashes: readonly Uint8Array[];
  readonly earlier: readonly (readonly Uint8Array[])[];
}

const kindsOf = ({ steps }: Challenge): StepKind[] => steps.map(({ kind }) => kind);
export const sameOrder = (one: Challenge, other: Challenge) => kindsOf(one).join() === kindsOf(other).join();

/** An earlier take is sent again for a new challenge, frames and times as they were. */
export function replay(take: Take, challenge: Challenge): Attempt {
  const last = challenge.steps.length - 1;
  const observations = take.observations.map((frame) => ({ ...frame, step: Math.min(last, frame.step) }));
  return { challenge, observations, hashes: take.resaved, earlier: [take.observations.map(({ hash }) => hash)] };
}

/** The person did the right steps in another order. */
export function reorder({ challenge, observations }: Take, random: Random): Attempt | undefined {
  const steps = shuffled(challenge.steps, random);
  if (sameOrder({ steps }, challenge)) return undefined;
  return { challenge: { steps }, observations, hashes: observations.map(({ hash }) => hash), earlier: [] };
}

/** An earlier take is cut at its steps and put together in the order that is asked now. */
export function cutToOrder(take: Take, random: Random): Attempt | undefined {
  const order = shuffled([...take.challenge.steps.keys()], random);
  const steps = order.map((index) => take.challenge.steps[index]!);
  if (sameOrder({ steps }, take.challenge)) return undefined;
  const sorted = order.flatMap((from, step) =>
    take.observations.flatMap((frame, index) => (frame.step === from ? [{ frame: { ...frame, step }, index }] : [])),
  );
  const observations = sorted.map(({ frame }, i) => ({ ...frame, at: take.observations[i]!.at }));
  const hashes = sorted.map(({ index }) => take.resaved[index]!);
  return { challenge: { steps }, observations, hashes, earlier: [take.observations.map(({ hash }) => hash)] };
}

/** An earlier take of the very same steps, whose colours were others. */
export function otherCode(take: Take, random: Random): Attempt | undefined {
  const colours = colourCode(() => random.between(0, 1));
  const steps = take.challenge.steps.map((step) => (step.kind === 'flash' ? { ...step, colours } : step));
  const known = take.challenge.steps.find(({ kind }) => kind === 'flash');
  if (known?.kind !== 'flash' || known.colours.join() === colours.join()) return undefined;
  const earlier = [take.observations.map(({ hash }) => hash)];
  return { challenge: { steps }, observations: take.observations, hashes: take.resaved, earlier };
}

/** So many frames of another take, those turned furthest or at random, replace frames of the same kind of step. */
export function inject(
  into: Take,
  from: Take,
  { count, random }: { count: number; random: Random },
): Attempt | undefined {
  const observations = [...into.observations];
  const hashes = observations.map(({ hash }) => hash);
  const free = shuffled([...observations.keys()], random);
  let placed = 0;
  while (placed < count && free.length > 0) {
    const at = free.pop()!;
    const { kind } = into.challenge.steps[observations[at]!.step]!;
    const fitting = from.observations
      .map((frame, index) => ({ frame, index }))
      .filter(({ frame }) => frame.face && from.challenge.steps[frame.step]!.kind === kind);
    if (fitting.length === 0) continue;
    const { frame, index } = random.pick(fitting);
    observations[at] = { ...frame, at: observations[at]!.at, step: observations[at]!.step };
    hashes[at] = from.resaved[index]!;
    placed++;
  }
  if (placed < count) return undefined;
  return { challenge: into.challenge, observations, hashes, earlier: [from.observations.map(({ hash }) => hash)] };
}

/** From one frame on somebody else is there; undefined when no face of theirs is seen. */
export function swap(one: Take, other: Take, at: number): Attempt | undefined {
  if (other.observations.slice(at).every(({ face }) => !face)) return undefined;
  const observations = one.observations.map((frame, i) => (i < at ? frame : other.observations[i]!));
  return { challenge: one.challenge, observations, hashes: observations.map(({ hash }) => hash), earlier: [] };
}

/** Share of frames whose twin in the other list is the same picture to the look-up. */
export function recognised(hashes: readonly Uint8Array[], earlier: readonly Uint8Array[]): number {
  const known = hashes.filter((hash) => earlier.some((other) => hashDistance(hash, other) <= SAME_PICTURE_BITS));
  return known.length / hashes.length;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random.between(0, i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
