import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaceEngine, type NodeFaceEngine } from '../src/node.ts';
import type { Scene } from '../src/types.ts';
import { type FaceApiPeer, openFaceApi } from './peer-face-api.ts';
import { type BenchPicture, groupPhoto, selfie } from './pictures.ts';
import { figure, ratio, type Suite, type Table } from './suite.ts';
import { interleave, longestGap } from './timing.ts';

const ROUNDS = 15;
const MEGABYTE = 2 ** 20;

interface CompareProps {
  engine: NodeFaceEngine;
  peer: FaceApiPeer;
  picture: BenchPicture;
  scene: Scene;
}

/** Stage by stage and in total, with the faces each one found. */
async function compare({ engine, peer, picture, scene }: CompareProps): Promise<Table> {
  const { jpeg } = picture;
  const found = { ours: (await engine.describe(jpeg, { scene })).faces.length, peer: await peer.describe(jpeg) };
  const times = await interleave({
    rounds: ROUNDS,
    contestants: {
      ours: async () => ({ ...(await engine.describe(jpeg, { scene })).ms }),
      peer: async () => {
        await peer.describe(jpeg);
        return {};
      },
      peerStages: () => peer.stages(jpeg),
    },
  });
  const ours = times.ours.stages;
  const theirs = times.peerStages.stages;
  const stage = (name: string, our: number, their: number) => [name, figure(our), figure(their), ratio(their / our)];
  const perFace = (time: number, faces: number) => time / Math.max(1, faces);
  return {
    title: `${picture.name}, scene \`${scene}\`: JPEG to descriptors`,
    note:
      `Medians of ${ROUNDS} rounds in turn, milliseconds, one thread each. Ours describes each face twice (chip and mirror image); ` +
      'its total holds the way to the worker thread and back, which the stages leave out.',
    columns: ['stage', 'ours', `face-api ${peer.version} on tfjs-wasm`, 'ratio'],
    rows: [
      stage('decode', ours.decode!, theirs.decode!),
      stage('detect', ours.detect!, theirs.detect!),
      stage('landmarks', ours.landmarks!, theirs.landmarks!),
      ['align', figure(ours.align!), '(in embed)', ''],
      stage('embed', ours.embed!, theirs.embed!),
      stage('embed, per descriptor net run', perFace(ours.embed!, 2 * found.ours), perFace(theirs.embed!, found.peer)),
      stage('total, wall clock', times.ours.total, times.peer.total),
      stage('total, processor time', times.ours.cpu, times.peer.cpu),
      ['faces found', `${found.ours} of ${picture.faces}`, `${found.peer} of ${picture.faces}`, ''],
    ],
  };
}

/** What else a server cares about: how long its event loop is held, and memory. */
async function household(engine: NodeFaceEngine, pictures: readonly BenchPicture[]): Promise<Table> {
  const describeAll = async () => {
    for (let round = 0; round < 10; round++) {
      for (const { jpeg } of pictures) await engine.describe(jpeg);
    }
  };
  const idle = await longestGap(() => new Promise((resolve) => setTimeout(resolve, 2000)));
  await describeAll();
  const before = process.memoryUsage.rss();
  const busy = await longestGap(describeAll);
  const growth = (process.memoryUsage.rss() - before) / MEGABYTE;
  return {
    title: 'Event loop and memory',
    note: `${10 * pictures.length} pictures described one after the other, before the peer is loaded. "Gap": longest time the main thread could not run a timer.`,
    columns: ['figure', 'value'],
    rows: [
      ['gap while describing', `${figure(busy)} ms`],
      ['gap when idle, for comparison', `${figure(idle)} ms`],
      ['memory of the process, engine warm (RSS)', `${figure(before / MEGABYTE)} MB`],
      ['growth over these pictures', `${figure(growth)} MB`],
    ],
  };
}

export const suite: Suite = {
  title: 'Face engine',
  byDefault: true,
  async run({ progress }) {
    const cacheDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
    const engine = await createFaceEngine({ cacheDir, threads: 1 });
    try {
      const [one, many] = [await selfie(), await groupPhoto()];
      progress('event loop and memory');
      const house = await household(engine, [one, many]);
      progress('loading face-api');
      const peer = await openFaceApi();
      progress(one.name);
      const near = await compare({ engine, peer, picture: one, scene: 'selfie' });
      progress(many.name);
      const far = await compare({ engine, peer, picture: many, scene: 'auto' });
      const thorough = await compare({ engine, peer, picture: many, scene: 'room' });
      return [near, far, thorough, house];
    } finally {
      await engine.close();
      await rm(cacheDir, { recursive: true, force: true });
    }
  },
};
