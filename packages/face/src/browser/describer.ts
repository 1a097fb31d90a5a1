import { chipPlacement, cutChip } from '../align.ts';
import { describeChips } from '../embed.ts';
import { Guide } from '../guide.ts';
import { openNet, useRuntime } from './nets.ts';
import { pictureOf } from './picture.ts';

export interface DescriberOptions {
  /** Where the compiled models are served: `tiny_face_detector`, `face_landmark_68` and `face_recognition_int8`. */
  models: { tiny: string | URL; landmarks: string | URL; descriptor: string | URL };
  wasmUrl: string | URL;
}

/** Descriptors in the browser, where there is no server to ask. Made for a Web Worker, like guidance. */
export interface Describer {
  /** Of the nearest face, comparable with the server's; undefined without a face. An ImageBitmap is left open. */
  describe(frame: ImageData | ImageBitmap): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

const SIDE = 150;
const INPUT = 320;

/** Loads runtime and models (about 8 MB, cacheable). Rejects when a file cannot be had. */
export async function createDescriber({ models, wasmUrl }: DescriberOptions): Promise<Describer> {
  const [wasm, tiny, landmarks, descriptor] = await Promise.all(
    [wasmUrl, models.tiny, models.landmarks, models.descriptor].map(load),
  );
  useRuntime(wasm!);
  const nets = { fastDetector: await openNet(tiny!), landmarks: await openNet(landmarks!) };
  const net = await openNet(descriptor!);
  const model = { net, alignment: 'dlib', side: SIDE, dimensions: 128, unitLength: false } as const;
  return {
    async describe(frame) {
      const picture = pictureOf(frame);
      // Each picture by itself: nothing is followed from one visitor to the next.
      const [face] = (await new Guide({ ...nets, inputSize: INPUT }).look(picture)).faces;
      if (!face) return undefined;
      const [values] = await describeChips(model, [cutChip(picture, chipPlacement(face.landmarks, SIDE), SIDE)]);
      return values;
    },
    async close() {
      await Promise.all([nets.fastDetector.close(), nets.landmarks.close(), net.close()]);
    },
  };
}

async function load(url: string | URL): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
