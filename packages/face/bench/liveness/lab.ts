import sharp from 'sharp';
import { openPicture } from '../../src/decode.ts';
import { chooseSteps } from '../../src/liveness/choose-steps.ts';
import { decideLiveness } from '../../src/liveness/decide-liveness.ts';
import { judgeObservations } from '../../src/liveness/judge-observations.ts';
import type { LivenessNets } from '../../src/liveness/observe.ts';
import { createPictureHasher, type PictureHasher } from '../../src/liveness/picture-hash.ts';
import { turnOfHead } from '../../src/liveness/pose-path.ts';
import { seenBefore } from '../../src/liveness/seen-before.ts';
import type { Challenge, Evidence, LivenessFrame, LivenessLevel, Verdict } from '../../src/liveness/types.ts';
import { type Stage, twins } from './attacks.ts';
import type { Camera } from './camera.ts';
import type { Attempt, Take } from './cuts.ts';
import { lookAt } from './film.ts';
import type { Head } from './head.ts';
import { type Random, seeded } from './random.ts';

/** What a camera may be like. Every sequence has one of these; attacks have all of them in turn. */
export const CONDITIONS: Readonly<Record<string, Camera & { jitter?: number; says: string }>> = {
  clean: { noise: 2, blur: 0, exposure: 1, quality: 90, drift: 0.01, says: 'noise σ 2, JPEG 90' },
  noise: { noise: 7, blur: 0, exposure: 1, quality: 80, drift: 0.02, says: 'noise σ 7' },
  blur: { noise: 3, blur: 1.6, exposure: 1, quality: 80, drift: 0.02, says: 'blur σ 1.6 px' },
  'low light': { noise: 5, blur: 0.6, exposure: 0.35, quality: 80, drift: 0.04, says: '35% of the light, noise σ 5' },
  JPEG: { noise: 3, blur: 0, exposure: 1, quality: 35, drift: 0.02, says: 'JPEG 35' },
  '10 fps, stutter': { noise: 3, blur: 0, exposure: 1, quality: 80, drift: 0.02, jitter: 150, says: 'frames ± 150 ms' },
};
export const CONDITION_NAMES = Object.keys(CONDITIONS);

/** Distance of two frontal pictures of one person, of the built-in descriptor. */
export const MATCH_THRESHOLD = 0.52;
/** One sequence in so many has colour flashes, which cost eight more frames. */
const FLASH_EVERY = 3;

export interface Lab {
  readonly nets: LivenessNets;
  readonly people: readonly Head[];
  readonly hasher: PictureHasher;
}

export const labHasher = () => createPictureHasher(new Uint8Array(32).fill(0x5a));

export interface Shot {
  readonly take: Take;
  readonly condition: string;
}

interface ShootProps {
  stage: Stage;
  name: string;
  count: number;
  condition?: string;
  /** Also hash the frames as a replay would send them. */
  resave?: boolean;
}

/** Renders so many sequences of one kind and looks at them. */
export async function shootMany(
  lab: Lab,
  { stage, name, count, condition, resave = false }: ShootProps,
): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (let i = 0; i < count; i++) {
    const random = seeded(`${name}/${i}`);
    const of = condition ?? CONDITION_NAMES[i % CONDITION_NAMES.length]!;
    const { challenge, victim, attacker, camera } = cast(lab, random, { of, flash: i % FLASH_EVERY === 0 });
    const frames = await stage({ challenge, victim, attacker, camera, ...jitterOf(of), random });
    shots.push({ take: await record(lab, { person: victim.person, challenge, frames, resave }), condition: of });
  }
  return shots;
}

/** Pairs of takes that differ in nothing but the person. */
export async function shootTwins(lab: Lab, count: number): Promise<[Take, Take][]> {
  const pairs: [Take, Take][] = [];
  for (let i = 0; i < count; i++) {
    const random = seeded(`twins/${i}`);
    const { challenge, victim, attacker, camera } = cast(lab, random, { of: 'clean', flash: false });
    const [one, other] = await twins({ challenge, victim, attacker, camera, random });
    pairs.push([
      await record(lab, { person: victim.person, challenge, frames: one }),
      await record(lab, { person: attacker.person, challenge, frames: other }),
    ]);
  }
  return pairs;
}

/** Two honest takes of one person in one room, the second for another challenge: the look-up must not mistake them. */
export async function shootAgain(lab: Lab, stage: Stage, count: number): Promise<[Take, Take][]> {
  const pairs: [Take, Take][] = [];
  for (let i = 0; i < count; i++) {
    const takes: Take[] = [];
    const { victim, attacker, camera } = cast(lab, seeded(`again/${i}`), { of: 'clean', flash: false });
    for (const day of ['first', 'second']) {
      const random = seeded(`again/${i}/${day}`);
      const { challenge } = cast(lab, random, { of: 'clean', flash: false });
      const frames = await stage({ challenge, victim, attacker, camera, random, room: seeded(`again/${i}/room`) });
      takes.push(await record(lab, { person: victim.person, challenge, frames }));
    }
    pairs.push([takes[0]!, takes[1]!]);
  }
  return pairs;
}

export function newChallenge(random: Random, flash: boolean, level: LivenessLevel = 'standard'): Challenge {
  return chooseSteps({ level, random: () => random.between(0, 1), without: flash ? [] : ['flash'] });
}

function cast({ people }: Lab, random: Random, { of, flash }: { of: string; flash: boolean }) {
  const victim = random.fork('victim').pick(people);
  const others = people.filter(({ person }) => person !== victim.person);
  const attacker = random.fork('attacker').pick(others.length > 0 ? others : people);
  return { challenge: newChallenge(random.fork('challenge'), flash), victim, attacker, camera: CONDITIONS[of]! };
}

function jitterOf(condition: string): { jitter?: number } {
  const { jitter } = CONDITIONS[condition]!;
  return jitter === undefined ? {} : { jitter };
}

interface RecordProps {
  person: string;
  challenge: Challenge;
  frames: readonly LivenessFrame[];
  resave?: boolean;
}

async function record({ nets, hasher }: Lab, { person, challenge, frames, resave }: RecordProps): Promise<Take> {
  const observations = await lookAt({ nets, hasher, challenge, frames });
  const resaved: Uint8Array[] = [];
  if (resave) for (const { picture } of frames) resaved.push(hasher.hash(await savedAgain(picture)));
  return { person, challenge, observations, resaved };
}

/** As a replay would send it: four fifths of the size, a worse JPEG. */
async function savedAgain(picture: Uint8Array) {
  const jpeg = await sharp(picture).resize(512).jpeg({ quality: 60 }).toBuffer();
  return (await openPicture(jpeg)).atLeast(512);
}

export const attemptOf = ({ challenge, observations }: Take): Attempt => ({
  challenge,
  observations,
  hashes: observations.map(({ hash }) => hash),
  earlier: [],
});

export interface Judged {
  readonly verdicts: Readonly<Record<'low' | 'standard' | 'high', Verdict>>;
  /** As the standard level measures it. */
  readonly evidence: readonly Evidence[];
}

/** The decisions about an attempt, with or without the look-up of earlier pictures. Levels differ in the turn alone. */
export function judge({ challenge, observations, hashes, earlier }: Attempt, lookUp: boolean): Judged {
  const measured = { observations, challenge, matchThreshold: MATCH_THRESHOLD, recaptureThreshold: undefined };
  const evidence = [
    ...judgeObservations({ ...measured, level: 'standard' }),
    seenBefore(hashes, lookUp ? earlier : []),
  ];
  const verdictAt = (level: 'low' | 'standard' | 'high') => {
    const turn = turnOfHead(observations, challenge.steps, level);
    return decideLiveness(
      evidence.map((item) => (item.kind === 'turn' ? turn : item)),
      level,
    ).verdict;
  };
  return { verdicts: { low: verdictAt('low'), standard: verdictAt('standard'), high: verdictAt('high') }, evidence };
}
