import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../src/models/compile.ts';
import type { Net } from '../src/nets.ts';
import { openNet } from '../src/node/nets.ts';
import { createFaceEngine, type NodeFaceEngine } from '../src/node.ts';
import type { Scene } from '../src/types.ts';
import { type FaceApiPeer, openFaceApi } from './peer-face-api.ts';
import { FACENET_SIDE, facenet512 } from './peer-facenet.ts';
import { type BenchPicture, groupPhoto, selfie } from './pictures.ts';
import { figure, ratio, type Suite, type Table } from './suite.ts';
import { interleave, longestGap, type Timing } from './timing.ts';

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

/** One run of the descriptor net against one of another's, both by ONNX Runtime on this thread. */
async function compareDescriptors(cacheDir: string): Promise<Table> {
  const ours = await openNet(await loadModel('face_recognition_int8', cacheDir));
  const inFloats = await openNet(await loadModel('face_recognition', cacheDir));
  const peer = await openNet(facenet512());
  const chip = Uint8Array.from({ length: 150 * 150 * 3 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 9) & 255);
  const face = Float32Array.from({ length: 3 * FACENET_SIDE ** 2 }, (_, at) => ((at * 7919) % 255) / 127.5 - 1);
  const runOf = (net: Net, input: Uint8Array | Float32Array, shape: readonly number[]) => async () => {
    await net.run(input, shape);
    return {};
  };
  const times = await interleave({
    rounds: 40,
    contestants: {
      ours: runOf(ours, chip, [1, 150, 150, 3]),
      inFloats: runOf(inFloats, chip, [1, 150, 150, 3]),
      peer: runOf(peer, face, [1, 3, FACENET_SIDE, FACENET_SIDE]),
    },
  });
  await Promise.all([ours, inFloats, peer].map((net) => net.release()));
  const row = (name: string, { total, cpu }: Timing) => [
    name,
    figure(total),
    figure(cpu),
    ratio(times.peer.total / total),
    ratio(times.peer.cpu / cpu),
  ];
  return {
    title: 'One descriptor net run, one face',
    note:
      'Medians of 40 rounds in turn, milliseconds, one thread. The peer is the architecture of DeepFace’s Facenet512 (Inception-ResNet v1, ' +
      '160 × 160) with random weights, in floats on the same ONNX Runtime instead of the TensorFlow that DeepFace runs it on, which is not ' +
      'installed here. A template of ours takes two runs per face (chip and mirror image), one of DeepFace’s takes one.',
    columns: ['net', 'wall clock', 'processor time', 'peer to it', 'peer to it, processor time'],
    rows: [
      row('ours, in bytes (as shipped)', times.ours),
      row('ours, in floats', times.inFloats),
      row('Facenet512’s architecture, in floats', times.peer),
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
      // Last: a hundred megabytes of random weights stay behind, and V8 tidies up ever more often beside so much.
      progress('descriptor nets');
      const descriptors = await compareDescriptors(cacheDir);
      return [near, far, thorough, descriptors, house];
    } finally {
      await engine.close();
      await rm(cacheDir, { recursive: true, force: true });
    }
  },
};
