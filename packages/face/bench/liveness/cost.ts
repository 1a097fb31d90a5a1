import { createFaceEngine } from '../../src/node.ts';
import { figure, type Table } from '../suite.ts';
import { median } from '../timing.ts';
import { genuine } from './attacks.ts';
import { CONDITIONS, type Lab } from './lab.ts';
import { seeded } from './random.ts';

const ROUNDS = 20;
const WARM_UPS = 3;

/** What one sequence of twelve frames costs: processor time of the whole process, and where it goes. */
export async function costTable({ lab, cacheDir }: { lab: Lab; cacheDir: string }): Promise<Table> {
  const [victim, attacker] = [lab.people[0]!, lab.people[1]!];
  const challenge = { steps: [{ kind: 'turn-left' }, { kind: 'blink' }, { kind: 'turn-right' }] } as const;
  const frames = await genuine({ challenge, victim, attacker, camera: CONDITIONS.clean!, random: seeded('cost') });
  const engine = await createFaceEngine({ cacheDir, threads: 1 });
  try {
    const rounds: { cpu: number; ms: Record<string, number> }[] = [];
    for (let round = -WARM_UPS; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      const { ms } = await engine.assessLiveness({ frames, challenge, level: 'standard', hashKey: new Uint8Array(32) });
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) rounds.push({ cpu: (user + system) / 1000, ms: { ...ms } });
    }
    const cpu = rounds.map((round) => round.cpu);
    const stage = (name: string) => figure(median(rounds.map(({ ms }) => ms[name]!)));
    return {
      title: `Cost of one sequence: ${frames.length} frames of 640 × 480, all evidence, no optional networks`,
      note: `Medians of ${ROUNDS} rounds through the engine, one thread; milliseconds. Stages are wall clock inside the worker.`,
      columns: ['figure', 'ms'],
      rows: [
        ['processor time', figure(median(cpu))],
        ['processor time, least', figure(Math.min(...cpu))],
        ...['decode', 'detect', 'mesh', 'eyes', 'identity', 'other', 'total'].map((name) => [name, stage(name)]),
      ],
    };
  } finally {
    await engine.close();
  }
}
