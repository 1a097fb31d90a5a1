import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openLivenessNets } from '../src/node/liveness-nets.ts';
import { openNets } from '../src/node/nets.ts';
import { approachTable } from './liveness/approach.ts';
import { bentPhoto, cutOutEyes, genuine, type Stage, stillPhoto, tiltedPhoto, twoFaces } from './liveness/attacks.ts';
import { cuttingAttempts } from './liveness/cutting-attempts.ts';
import { attemptOf, CONDITIONS, type Lab, labHasher, shootAgain, shootMany, shootTwins } from './liveness/lab.ts';
import { makePeople } from './liveness/people.ts';
import { attackTable, evidenceTable, genuineTable, lookUpTable, type Species } from './liveness/tables.ts';
import type { Suite, Table } from './suite.ts';

/** Rendered attacks: what is held before the camera. */
const HELD: readonly { name: string; stage: Stage; planar: boolean }[] = [
  { name: 'still photo', stage: stillPhoto, planar: true },
  { name: 'tilted photo', stage: tiltedPhoto, planar: true },
  { name: 'bent photo', stage: bentPhoto, planar: true },
  { name: 'photo with eyes cut out', stage: cutOutEyes, planar: true },
  { name: 'two faces', stage: twoFaces, planar: false },
];
/** Of each kind, unless `--attempts` says otherwise. Genuine sequences: for each condition. */
const COUNTS = { genuine: 40, held: 75, twins: 40, again: 20, kiosk: 48 };
/** Cut from recordings: cheap, so never fewer. */
const CUTS = 1000;

export const suite: Suite = {
  title: 'Liveness: attack lab',
  byDefault: false,
  async run({ progress, options }) {
    sharp.concurrency(1);
    const cacheDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
    try {
      const { nets } = await openNets({ cacheDir, modelsDir: undefined });
      const livenessNets = await openLivenessNets(nets, { cacheDir, modelsDir: undefined });
      progress('heads from pictures');
      const people = await makePeople({ nets, ...livenessNets, pictures: options.pictures });
      if (new Set(people.map(({ person }) => person)).size < 2)
        throw new Error('The lab needs pictures of at least two near, frontal, open-eyed faces.');
      const lab: Lab = { nets: livenessNets, people, hasher: labHasher() };
      const factor = (options.attempts ?? COUNTS.held) / COUNTS.held;
      return await measure(lab, { progress, factor });
    } finally {
      await rm(cacheDir, { recursive: true, force: true });
    }
  },
};

interface MeasureProps {
  progress: (what: string) => void;
  /** How many of everything, against `COUNTS`. */
  factor: number;
}

async function measure(lab: Lab, { progress, factor }: MeasureProps): Promise<Table[]> {
  const times = (count: number) => Math.max(2, Math.round(count * factor));
  const takes = [];
  for (const condition of Object.keys(CONDITIONS)) {
    progress(`genuine, ${condition}`);
    const shots = await shootMany(lab, {
      stage: genuine,
      name: `genuine/${condition}`,
      count: times(COUNTS.genuine),
      condition,
      resave: true,
    });
    takes.push(...shots);
  }
  const species: Species[] = [];
  const stills = [];
  for (const { name, stage, planar } of HELD) {
    progress(name);
    const shots = await shootMany(lab, { stage, name, count: times(COUNTS.held) });
    if (stage === stillPhoto) stills.push(...shots.map(({ take }) => take));
    const attempts = shots.map(({ take }) => attemptOf(take));
    species.push({ name, how: 'rendered', planar, judged: attempts.map((attempt) => ({ attempt, lookUp: false })) });
  }
  progress('twins and second takes');
  const pairs = await shootTwins(lab, times(COUNTS.twins));
  const again = await shootAgain(lab, genuine, times(COUNTS.again));
  const pool = takes.map(({ take }) => take);
  species.push(...cuttingAttempts({ pool, stills, pairs, count: CUTS }));
  const kiosk = await approachTable(lab, { count: times(COUNTS.kiosk), progress });
  progress('decisions');
  return [
    genuineTable(takes, lab.people),
    attackTable(species),
    evidenceTable({ pool, species }),
    lookUpTable({ pool, again }),
    kiosk,
  ];
}
