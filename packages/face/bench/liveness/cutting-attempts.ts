import { distanceBetween } from '../../src/template.ts';
import { type Attempt, cutToOrder, inject, otherCode, reorder, replay, swap, type Take } from './cuts.ts';
import { newChallenge } from './lab.ts';
import { type Random, seeded } from './random.ts';
import type { Species } from './tables.ts';

interface CuttingProps {
  /** Genuine takes: the recordings an attacker has. */
  pool: readonly Take[];
  /** Takes of a photo held still. */
  stills: readonly Take[];
  /** Takes that differ in nothing but the person. */
  pairs: readonly (readonly [Take, Take])[];
  /** Attempts of each species. */
  count: number;
}

/** Species made by cutting recordings, so many attempts each. */
export function cuttingAttempts({ pool, stills, pairs, count }: CuttingProps): Species[] {
  const others = (take: Take) => pool.filter((other) => other.person !== take.person && !alike(take, other));
  const different = pairs.filter(([one, other]) => !alike(one, other));
  const lookalikes = pairs.filter(([one, other]) => alike(one, other));
  const species = (name: string, make: (random: Random) => Attempt | undefined, lookUp = false): Species => {
    const judged: { attempt: Attempt; lookUp: boolean }[] = [];
    for (let i = 0; judged.length < count && i < count * 20; i++) {
      const attempt = make(seeded(`${name}/${i}`));
      if (attempt) judged.push({ attempt, lookUp });
    }
    return { name, how: 'cut', planar: false, judged };
  };
  const again = (random: Random) => replay(random.pick(pool), newChallenge(random, random.between(0, 1) < 0.5));
  const coloured = pool.filter(({ challenge }) => challenge.steps.some(({ kind }) => kind === 'flash'));
  const recoloured = (random: Random) => (coloured.length === 0 ? undefined : otherCode(random.pick(coloured), random));
  const ordered = (random: Random) => cutToOrder(random.pick(pool), random);
  return [
    species('steps in another order', (random) => reorder(random.pick(pool), random)),
    species('replay for a new challenge', again, true),
    species('the same without the look-up', again),
    species('replay cut to the new order', ordered, true),
    species('the same without the look-up ', ordered),
    species('replay of the same steps with an older colour code', recoloured, true),
    species('the same without the look-up  ', recoloured),
    species('1 to 8 frames of the victim put into a held photo', (random) => {
      const into = random.pick(stills);
      const own = pool.filter(({ person }) => person === into.person);
      return own.length === 0 ? undefined : inject(into, random.pick(own), { count: whole(random, 1, 8), random });
    }),
    species('1 to 4 frames of the victim put into another’s take', (random) => {
      const into = random.pick(pool);
      return inject(into, random.pick(others(into)), { count: whole(random, 1, 4), random });
    }),
    species('face swapped mid-way, same place and movement', (random) => swapped(different, random)),
    species('the same between lookalikes', (random) => swapped(lookalikes, random)),
  ];
}

function swapped(pairs: readonly (readonly [Take, Take])[], random: Random): Attempt | undefined {
  if (pairs.length === 0) return undefined;
  const [one, other] = random.pick(pairs);
  return swap(one, other, whole(random, 1, one.observations.length - 1));
}

/** Nearer than this the descriptor takes one pair of strangers in six hundred for one person. */
const LOOKALIKE = 0.6;

/** Whether two people are hard to tell apart for the descriptor itself, looking straight ahead. */
function alike(one: Take, other: Take): boolean {
  const frontal = ({ observations }: Take) =>
    observations.flatMap(({ face }) => (face && Math.abs(face.pose.yaw) < 8 ? [face.likeness] : []));
  return frontal(one).some((likeness) => frontal(other).some((its) => distanceBetween(likeness, its) < LOOKALIKE));
}

const whole = (random: Random, from: number, to: number) => Math.floor(random.between(from, to + 1));
