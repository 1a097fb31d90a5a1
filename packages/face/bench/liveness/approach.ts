import { decideLiveness } from '../../src/liveness/decide-liveness.ts';
import { judgeObservations } from '../../src/liveness/judge-observations.ts';
import type { Challenge, FrameTime, LivenessFrame, Verdict } from '../../src/liveness/types.ts';
import type { Table } from '../suite.ts';
import { furtherThanAHead, printOf, sheetTurned } from './attacks.ts';
import type { Camera } from './camera.ts';
import { film, lookAt, type Paint } from './film.ts';
import { type Gesture, type Head, STILL } from './head.ts';
import { CONDITION_NAMES, CONDITIONS, type Lab, MATCH_THRESHOLD } from './lab.ts';
import { type Random, seeded } from './random.ts';
import { drawHead, drawSheet } from './scene.ts';
import { easing, type Moment, mannerOf, wandering } from './script.ts';
import { bounds } from './tables.ts';

type Turn = 'turn-left' | 'turn-right';

/** Somebody, or a picture of somebody, comes up to the camera of a kiosk, which hangs still, and turns there if asked to. */
export interface ComingUp {
  head: Head;
  camera: Camera;
  random: Random;
  /** Of the head or the print, cm. */
  from: number;
  to: number;
  /** What comes: a head, a print held up, one tilted to and fro, one bent round a cylinder. */
  what: 'head' | 'print' | 'tilted' | 'bent';
  turns: readonly Turn[];
}

const challengeOf = ({ turns }: Pick<ComingUp, 'turns'>): Challenge => ({
  steps: [{ kind: 'come-closer' }, ...turns.map((kind) => ({ kind }))],
});

export function comeUp(props: ComingUp): Promise<LivenessFrame[]> {
  const { camera, random } = props;
  return film({
    moments: momentsOf(props),
    camera,
    paint: paintOf(props),
    random: random.fork('film'),
    room: random.fork('room'),
    reflection: 0,
  });
}

const PICTURES = { coming: 7, turning: 5 } as const;
const LASTS_MS = { least: 1400, most: 2600 } as const;
const PAUSE_MS = 700;
const TURN_MS = 1300;

interface Place {
  time: FrameTime;
  distance: number;
  turn: Turn | undefined;
  /** Of the way or of the turn, 0 to 1. */
  share: number;
}

/** When each picture is taken, how near, and how far turned. */
function placesOf({ from, to, turns, random }: ComingUp): Place[] {
  const lasts = random.fork('pace').between(LASTS_MS.least, LASTS_MS.most);
  const shares = (count: number) => Array.from({ length: count }, (_, i) => i / (count - 1));
  const coming = shares(PICTURES.coming).map((share): Place => {
    const time = { at: Math.round(share * lasts), step: 0 };
    return { time, distance: from + (to - from) * share, turn: undefined, share };
  });
  const turning = turns.flatMap((turn, index) =>
    shares(PICTURES.turning).map((share): Place => {
      const at = Math.round(lasts + PAUSE_MS + index * (TURN_MS + PAUSE_MS) + share * TURN_MS);
      return { time: { at, step: index + 1 }, distance: to, turn, share };
    }),
  );
  return [...coming, ...turning];
}

function momentsOf(props: ComingUp): Moment[] {
  const { random } = props;
  const wander = wandering(random.fork('sway'), random.between(0.5, 3));
  const manner = mannerOf(random.fork('manner'));
  const [x, y] = [random.between(-4, 4), random.between(-3, 3)];
  return placesOf(props).map(({ time, distance, turn, share }) => {
    const nearer = turn ? 1 : share;
    const yaw = turn ? manner.turn * easing(share) * (turn === 'turn-left' ? 1 : -1) : 0;
    return {
      time,
      gesture: wander(time.at, { ...STILL, yaw }),
      distance,
      x: x * (1 - nearer / 2),
      y: y * (1 - nearer / 2),
      shake: [0, 0],
      colour: undefined,
    };
  });
}

/** How far a hand tilts a print to and fro, degrees: further than anybody holds a picture who means to show it. */
const TILT = { least: 8, most: 25 } as const;

function paintOf({ what, head, random }: ComingUp): Paint {
  if (what === 'head')
    return (canvas, { gesture, ...place }, light) => drawHead(canvas, head, { gesture, place, light });
  const sheet = { ...printOf(head), ...(what === 'bent' && { radius: random.fork('bend').between(6, 16) }) };
  const tilt = what === 'tilted' ? sheetTurned(random.fork('tilt'), TILT) : (_: number, gesture: Gesture) => gesture;
  const further = furtherThanAHead(random);
  return (canvas, { gesture, time, ...place }, light) => {
    // Told to turn, whoever holds it turns it, by up to twice as far as a head would.
    const turned = time.step > 0 ? { ...gesture, yaw: gesture.yaw * further } : tilt(time.at, gesture);
    drawSheet(canvas, sheet, { gesture: turned, place, light });
  };
}

interface Row {
  level: 'low' | 'standard' | 'high';
  what: ComingUp['what'];
  from: number;
  to: number;
}

const NAMES: Record<ComingUp['what'], string> = {
  head: 'a head',
  print: 'a flat print',
  tilted: 'a flat print, tilted to and fro',
  bent: 'a print bent round a cylinder',
};
const ALL = Object.keys(NAMES) as ComingUp['what'][];
const ROWS: readonly Row[] = [
  ...[
    [160, 60],
    [90, 60],
    [90, 40],
  ].flatMap(([from, to]) => ALL.map((what): Row => ({ level: 'low', what, from: from!, to: to! }))),
  ...(['standard', 'high'] as const).flatMap((level) => ALL.map((what): Row => ({ level, what, from: 90, to: 60 }))),
];

/** Who is taken for alive at a kiosk. @param count sequences per row. */
export async function approachTable(
  lab: Lab,
  { count, progress }: { count: number; progress: (what: string) => void },
): Promise<Table> {
  const rows: string[][] = [];
  for (const row of ROWS) {
    progress(`kiosk, ${row.level}: ${NAMES[row.what]}, ${row.from} to ${row.to} cm`);
    const verdicts: Verdict[] = [];
    for (let i = 0; i < count; i++) verdicts.push(await verdictOf(lab, row, i));
    const [live, refused] = (['live', 'not-live'] as const).map(
      (one) => verdicts.filter((verdict) => verdict === one).length,
    );
    rows.push([
      row.level,
      `${NAMES[row.what]}, from ${row.from} to ${row.to} cm`,
      `${count}`,
      `${live}`,
      bounds(live!, count),
      `${refused}`,
      `${count - live! - refused!}`,
    ]);
  }
  return {
    title: 'Coming up to a kiosk',
    note: `${PICTURES.coming} pictures on the way and ${PICTURES.turning} of each turn: none at the level low, one to a side at standard, to both at high. Rendered; every person and camera in turn. Bounds 95%, Clopper–Pearson.`,
    columns: ['level', 'what comes up', 'sequences', 'taken for alive', '95% bounds', 'refused', 'undecided'],
    rows,
  };
}

async function verdictOf({ nets, people, hasher }: Lab, { level, what, from, to }: Row, i: number): Promise<Verdict> {
  const random = seeded(`kiosk/${level}/${what}/${from}/${to}/${i}`);
  const sides = random.fork('sides').pick<readonly Turn[]>([
    ['turn-left', 'turn-right'],
    ['turn-right', 'turn-left'],
  ]);
  const turns = sides.slice(0, { low: 0, standard: 1, high: 2 }[level]);
  const head = people[i % people.length]!;
  const camera = CONDITIONS[CONDITION_NAMES[(i + Math.floor(i / people.length)) % CONDITION_NAMES.length]!]!;
  const frames = await comeUp({ head, camera, random, from, to, what, turns });
  const challenge = challengeOf({ turns });
  const observations = await lookAt({ nets, hasher, challenge, frames });
  // With a turn, evidence is asked for as in a check-in; see `check-in-at-kiosk.ts` of the server.
  const judgedAt = turns.length > 0 ? 'standard' : 'low';
  const asked = { observations, challenge, matchThreshold: MATCH_THRESHOLD, recaptureThreshold: undefined };
  return decideLiveness(judgeObservations({ ...asked, level: judgedAt }), judgedAt).verdict;
}
