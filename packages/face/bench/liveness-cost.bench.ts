import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLivenessNets } from '../src/node/liveness-nets.ts';
import { openNets } from '../src/node/nets.ts';
import { costTable } from './liveness/cost.ts';
import { labHasher } from './liveness/lab.ts';
import { makePeople } from './liveness/people.ts';
import type { Suite } from './suite.ts';

/** A suite of its own: it wants a quiet machine, the attack lab only patience. */
export const suite: Suite = {
  title: 'Liveness: cost',
  byDefault: false,
  async run({ progress, options }) {
    const cacheDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
    try {
      const { nets } = await openNets({ cacheDir, modelsDir: undefined });
      const livenessNets = await openLivenessNets(nets, { cacheDir, modelsDir: undefined });
      const people = await makePeople({ nets, ...livenessNets, pictures: options.pictures });
      progress('one sequence again and again');
      return [await costTable({ lab: { nets: livenessNets, people, hasher: labHasher() }, cacheDir })];
    } finally {
      await rm(cacheDir, { recursive: true, force: true });
    }
  },
};
