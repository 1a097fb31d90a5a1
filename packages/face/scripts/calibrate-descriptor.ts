/**
 * `node packages/face/scripts/calibrate-descriptor.ts`: writes the ranges between which the descriptor in bytes keeps its results,
 * seen on the 22 faces of the pictures that ship with the reference library and on lighter, darker, blurred and shifted
 * copies of them, each with its mirror image.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { openPicture } from '../src/decode.ts';
import { describePicture } from '../src/engine.ts';
import type { ModelName } from '../src/models/catalogue.ts';
import { loadModel, sourcePath } from '../src/models/compile.ts';
import { faceRecognition } from '../src/models/nets/face-recognition.ts';
import { readManifest } from '../src/models/weights.ts';
import { openNet } from '../src/node/nets.ts';

const TARGET = fileURLToPath(new URL('../src/models/nets/face-recognition-ranges.ts', import.meta.url));
const SIDE = 150;

/**
 * So few people cannot show how far results reach on others: on other faces the last blocks reached 1.8 times as far as on these as
 * they are. A range that is too wide costs a fraction of a bit; one that is too narrow costs a person.
 */
const ROOM = { lastBlocks: 1.7, others: 1 } as const;

const cacheDir = join(tmpdir(), 'smart-presence-calibration');
const open = async (name: ModelName) => openNet(await loadModel(name, cacheDir));
const nets = {
  detector: await open('ssd_mobilenetv1'),
  fastDetector: await open('tiny_face_detector'),
  landmarks: await open('face_landmark_68'),
};

async function chipsOf(path: string): Promise<Uint8Array[]> {
  const chips: Uint8Array[] = [];
  const bytes = SIDE * SIDE * 3;
  const run = async (input: Uint8Array | Float32Array, [count]: readonly number[]) => {
    // Each second one is the mirror image of the one before.
    for (let at = 0; at < count!; at++) chips.push((input as Uint8Array).slice(at * bytes, (at + 1) * bytes));
    return new Float32Array(count! * 128);
  };
  const descriptor = { net: { run }, alignment: 'dlib', side: SIDE, dimensions: 128, unitLength: false } as const;
  await describePicture({ ...nets, descriptor }, await openPicture(await readFile(path)), { scene: 'auto' });
  return chips;
}

async function variantsOf(chip: Uint8Array): Promise<Uint8Array[]> {
  const image = () => sharp(chip, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  const moved = { left: 7, top: 5, right: 0, bottom: 0, extendWith: 'copy' } as const;
  const variants = [
    image().linear(0.55, 0),
    image().linear(1.5, -20),
    image().modulate({ saturation: 1.5, brightness: 1.2 }),
    image().blur(2),
    image().sharpen({ sigma: 2 }),
    sharp(await image().extend(moved).png().toBuffer()).extract({ left: 0, top: 0, width: SIDE, height: SIDE }),
  ];
  return [chip, ...(await Promise.all(variants.map((variant) => variant.removeAlpha().raw().toBuffer())))];
}

const names: string[] = [];
const watched = faceRecognition(await readManifest(sourcePath('face_recognition')), (graph, name, tensor) => {
  names.push(name);
  graph.output(name, tensor, ['n', 'channels', 'rows', 'columns']);
});
const session = await InferenceSession.create(watched, { logSeverityLevel: 3 });
const seen = new Map(names.map((name) => [name, { low: 0, high: 0 }]));
for (const sample of [1, 2, 3, 4, 5, 6]) {
  const chips = await chipsOf(join(sourcePath('face_recognition'), `../../demo/sample${sample}.jpg`));
  for (const variant of (await Promise.all(chips.map(variantsOf))).flat()) {
    const outputs = await session.run({ chips: new Tensor('uint8', variant, [1, SIDE, SIDE, 3]) });
    for (const [name, range] of seen) {
      for (const value of outputs[name]!.data as Float32Array) {
        if (value < range.low) range.low = value;
        if (value > range.high) range.high = value;
      }
    }
  }
}

const rounded = (value: number) => Number(value.toPrecision(3));
const lines = [...seen].map(([name, { low, high }]) => {
  const room = name.startsWith('conv256') ? ROOM.lastBlocks : ROOM.others;
  const key = name.includes('/') ? `'${name}'` : name;
  return `  ${key}: [${rounded(low * room)}, ${rounded(high * room)}],\n`;
});
await writeFile(
  TARGET,
  `import type { ByteRange } from '../eight-bit.ts';

/** Written by \`scripts/calibrate-descriptor.ts\`. A change of these numbers is a change of every descriptor. */
export const RANGES: Readonly<Record<string, ByteRange>> = {\n${lines.join('')}};\n`,
);
