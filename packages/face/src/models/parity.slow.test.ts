import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ssdFaces, tinyFaces } from '../detector-outputs.ts';
import { iou, type Scored } from '../geometry.ts';
import type { Net } from '../nets.ts';
import { openNet } from '../node/nets.ts';
import {
  FACE_API_FOLDER,
  pixelsOf,
  portrait,
  requireHere,
  samplePath,
  TEST_CACHE,
  testNets,
} from '../testing/fixtures.ts';
import type { ModelName } from './catalogue.ts';
import { loadModel, sourcePath } from './compile.ts';

/** The little of the reference library and of TensorFlow.js that is used here. */
interface Tensor {
  dataSync(): Float32Array;
  dispose(): void;
}
interface Detection {
  score: number;
  box: { x: number; y: number; width: number; height: number };
}
interface ReferenceNet<Output> {
  loadFromDisk(folder: string): Promise<void>;
  forward(input: Tensor, size?: number): Promise<Output>;
}
interface Detector<Output, Options> extends ReferenceNet<Output> {
  locateFaces(input: Tensor, options: Options): Promise<Detection[]>;
}
interface Reference {
  nets: {
    ssdMobilenetv1: Detector<{ scores: Tensor[] }, { minConfidence: number }>;
    tinyFaceDetector: Detector<Tensor, { inputSize: number; scoreThreshold: number }>;
    faceLandmark68Net: ReferenceNet<Tensor>;
    faceRecognitionNet: ReferenceNet<Tensor>;
  };
}
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(values: Float32Array, shape: number[]): Tensor;
  loadGraphModel(from: { load(): Promise<unknown> }): Promise<{ execute(input: Tensor, output: string): Tensor }>;
  tensor3d(values: Int32Array, shape: number[], type: 'int32'): Tensor;
}

const SAMPLES = [1, 4] as const;

/** The first output of each imported graph, as TensorFlow.js calls it. */
const GRAPHS = [
  { name: 'facemesh', side: 192, outputs: 'Identity_2', tolerance: 2e-3 },
  {
    name: 'iris',
    side: 64,
    outputs: 'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd',
    tolerance: 1e-3,
  },
] as const;

/** Each compiled net against the library its weights come from, on the same pixels. */
describe('compiled nets agree with the reference library', () => {
  let tf: TensorFlow;
  let reference: Reference['nets'];
  let nets: Awaited<ReturnType<typeof testNets>>['nets'];
  let detector: Net;
  let descriptor: Net;

  before(async () => {
    tf = requireHere('@tensorflow/tfjs') as TensorFlow;
    const wasm = requireHere('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
    wasm.setWasmPaths(`${dirname(requireHere.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    await tf.setBackend('wasm');
    await tf.ready();
    reference = (requireHere('@vladmandic/face-api/dist/face-api.node-wasm.js') as Reference).nets;
    for (const net of Object.values(NAMES).map((name) => reference[name])) {
      await net.loadFromDisk(join(FACE_API_FOLDER, 'model'));
    }
    ({ nets } = await testNets());
    detector = await openNet(await loadModel('ssd_mobilenetv1', TEST_CACHE));
    descriptor = await openNet(await loadModel('face_recognition', TEST_CACHE));
  });

  /** The same picture, stretched to the net's input, for both sides. */
  async function both(sample: (typeof SAMPLES)[number], side: number) {
    const { data } = await pixelsOf(samplePath(sample), side, side);
    const ours = (net: Net) => net.run(data as Uint8Array, [1, side, side, 3]).then((values) => values.slice());
    return { ours, theirs: tf.tensor3d(Int32Array.from(data), [side, side, 3], 'int32') };
  }

  for (const sample of SAMPLES) {
    test(`detector, sample ${sample}: scores within 6e-5, same boxes`, async () => {
      const { ours, theirs } = await both(sample, 512);
      const values = await ours(detector);
      const { scores } = await reference.ssdMobilenetv1.forward(theirs);
      const expected = scores[0]!.dataSync();
      assert.equal(values.length, expected.length * 5);
      assert.ok(greatestDifference(expected, (i) => 1 / (1 + Math.exp(-values[i * 5 + 4]!))) < 6e-5);
      sameFaces(
        ssdFaces({ values, input: { width: 512, height: 512 }, minScore: 0.3 }),
        await reference.ssdMobilenetv1.locateFaces(theirs, { minConfidence: 0.3 }),
      );
    });

    test(`fast detector, sample ${sample}: outputs within 5e-4, same boxes`, async () => {
      const { ours, theirs } = await both(sample, 320);
      const values = await ours(nets.fastDetector);
      const expected = await reference.tinyFaceDetector.forward(theirs, 320);
      assert.ok(greatestDifference(expected.dataSync(), (i) => values[i]!) < 5e-4);
      sameFaces(
        tinyFaces({ values, input: { width: 320, height: 320 }, minScore: 0.3 }),
        await reference.tinyFaceDetector.locateFaces(theirs, { inputSize: 320, scoreThreshold: 0.3 }),
      );
    });

    test(`landmarks, sample ${sample}: within 2e-6 of the input's side`, async () => {
      const { ours, theirs } = await both(sample, 112);
      const values = await ours(nets.landmarks);
      const expected = (await reference.faceLandmark68Net.forward(theirs)).dataSync();
      assert.equal(values.length, 136);
      assert.ok(greatestDifference(expected, (i) => values[i]!) < 2e-6);
    });

    test(`descriptor, sample ${sample}: within 5e-6`, async () => {
      const { ours, theirs } = await both(sample, 150);
      const values = await ours(descriptor);
      const expected = (await reference.faceRecognitionNet.forward(theirs)).dataSync();
      assert.equal(values.length, 128);
      assert.ok(greatestDifference(expected, (i) => values[i]!) < 5e-6);
    });
  }

  for (const { name, side, outputs, tolerance } of GRAPHS) {
    test(`${name}: within ${tolerance} px of its ${side} px input`, async () => {
      const { data } = await pixelsOf(await portrait(), side, side);
      const net = await openNet(await loadModel(name, TEST_CACHE));
      const ours = await net.run(data as Uint8Array, [1, side, side, 3]);
      const model = await tf.loadGraphModel({ load: () => graphFiles(name) });
      const input = tf.tensor(
        Float32Array.from(data, (value) => value / 255),
        [1, side, side, 3],
      );
      const expected = model.execute(input, outputs).dataSync();
      assert.equal(ours.length, expected.length);
      assert.ok(greatestDifference(expected, (i) => ours[i]!) < tolerance);
    });
  }

  test('the detector in bytes sees the same faces as in floats: scores within .12, boxes 9/10 alike, no drift', async () => {
    const inBytes = await openNet(await loadModel('ssd_mobilenetv1_int8', TEST_CACHE));
    const drifts: number[] = [];
    for (const sample of [1, 2, 3, 4, 5, 6] as const) {
      const input = await pixelsOf(samplePath(sample), 512, 341);
      const run = async (net: Net) => (await net.run(input.data as Uint8Array, [1, 341, 512, 3])).slice();
      const [rounded, exact] = [await run(inBytes), await run(detector)];
      for (let at = 4; at < exact.length; at += 5) if (exact[at]! > 0) drifts.push(rounded[at]! - exact[at]!);
      const found = ssdFaces({ values: rounded, input, minScore: 0.3 });
      const expected = ssdFaces({ values: exact, input, minScore: 0.3 });
      assert.equal(found.length, expected.length);
      for (const { box, score } of expected) {
        assert.ok(found.some((face) => iou(face.box, box) > 0.9 && Math.abs(face.score - score) < 0.12));
      }
    }
    const mean = drifts.reduce((sum, drift) => sum + drift, 0) / drifts.length;
    const spread = drifts.reduce((sum, drift) => sum + Math.abs(drift), 0) / drifts.length;
    assert.ok(Math.abs(mean) < 0.1 && spread < 0.2, `logits move by ${mean}, on average ${spread}`);
  });

  test('a net computes each picture of a batch as if it were alone', async () => {
    const one = await pixelsOf(samplePath(1), 150, 150);
    const other = await pixelsOf(samplePath(4), 150, 150);
    const batch = Uint8Array.from([...other.data, ...one.data]);
    const together = (await nets.descriptor.net.run(batch, [2, 150, 150, 3])).slice(128);
    const alone = await nets.descriptor.net.run(one.data as Uint8Array, [1, 150, 150, 3]);
    assert.ok(greatestDifference(alone, (i) => together[i]!) < 1e-5, 'same numbers whoever else is in the batch');
  });
});

async function graphFiles(name: ModelName) {
  const path = sourcePath(name);
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(path, 'utf8'));
  const weightData = Uint8Array.from(await readFile(path.replace('.json', '.bin'))).buffer;
  return { modelTopology, weightSpecs: weightsManifest[0].weights, weightData, format: 'graph-model' };
}

const NAMES = {
  detector: 'ssdMobilenetv1',
  fastDetector: 'tinyFaceDetector',
  landmarks: 'faceLandmark68Net',
  descriptor: 'faceRecognitionNet',
} as const;

function greatestDifference(expected: Float32Array, ours: (index: number) => number): number {
  return expected.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - ours(i))), 0);
}

function sameFaces(ours: readonly Scored[], theirs: readonly Detection[]): void {
  assert.ok(theirs.length >= 1);
  assert.equal(ours.length, theirs.length);
  const rank = (faces: readonly { score: number }[]) => [...faces].sort((one, other) => other.score - one.score);
  const expected = rank(theirs) as Detection[];
  for (const [i, { box, score }] of (rank(ours) as Scored[]).entries()) {
    const { x, y, width, height } = expected[i]!.box;
    assert.ok(Math.abs(score - expected[i]!.score) < 1e-4);
    for (const [j, value] of [x, y, width, height].entries()) assert.ok(Math.abs(box[j]! - value) < 0.05);
  }
}
