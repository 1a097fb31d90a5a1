import { InferenceSession, Tensor } from 'onnxruntime-node';
import { FaceError } from '../errors.ts';
import { modelNamed } from '../models/catalogue.ts';
import { loadModel } from '../models/compile.ts';
import { type OptionalInput, type OptionalModel, readOptionalModels } from '../models/optional.ts';
import type { DescriptorNet, Net, Nets } from '../nets.ts';

/** One thread per session: the workers are the parallelism, and cores are not oversubscribed. */
export const SESSION: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
};

/**
 * For a net whose input may be very large once: what the run took goes back to the system after it, in one piece. Without
 * an arena every tensor is asked for and given back by itself, which costs a third of a large run's time.
 */
const FRUGAL: InferenceSession.RunOptions = {
  extra: { memory: { enable_memory_arena_shrinkage: 'cpu:0' } },
};

export interface OpenNet extends Net {
  /** Gives the memory back; the net cannot run any more. */
  release(): Promise<void>;
}

export async function openNet(model: Uint8Array, runOptions: InferenceSession.RunOptions = {}): Promise<OpenNet> {
  const session = await InferenceSession.create(model, SESSION);
  const [input] = session.inputNames as [string];
  const [output] = session.outputNames as [string];
  return {
    async run(values, shape) {
      const tensor =
        values instanceof Uint8Array ? new Tensor('uint8', values, shape) : new Tensor('float32', values, shape);
      const outputs = await session.run({ [input]: tensor }, runOptions);
      return outputs[output]!.data as Float32Array;
    },
    release: () => session.release(),
  };
}

const TRIAL = [1, 256, 320, 3] as const;
const TRIALS = 3;

/**
 * The detector in bytes, or the one in floats where that is faster: processors without dot products of bytes. Both find the
 * same faces (see the parity tests), so another answer on a busy machine does no harm.
 */
async function openDetector(cacheDir: string): Promise<Net> {
  const bytes = await openNet(await loadModel('ssd_mobilenetv1_int8', cacheDir), FRUGAL);
  const floats = await openNet(await loadModel('ssd_mobilenetv1', cacheDir), FRUGAL);
  let [bytesTime, floatsTime] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let trial = 0; trial < TRIALS; trial++) {
    bytesTime = Math.min(bytesTime, await trialRun(bytes));
    floatsTime = Math.min(floatsTime, await trialRun(floats));
  }
  const [chosen, other] = bytesTime <= floatsTime ? [bytes, floats] : [floats, bytes];
  await other.release();
  return chosen;
}

async function trialRun(net: Net): Promise<number> {
  const start = performance.now();
  await net.run(new Uint8Array(TRIAL[1] * TRIAL[2] * 3), TRIAL);
  return performance.now() - start;
}

/** Who made a descriptor, and how close two of one person are. */
export interface ModelIdentity {
  /** Name and start of the hash of the file that defines the space of descriptors. */
  id: string;
  dimensions: number;
  /** L2 distance of two descriptors. */
  matchThreshold: number;
}

interface NetsOptions {
  cacheDir: string;
  /** Folder of optional models. */
  modelsDir: string | undefined;
}

/** Every net of the pipeline, compiled when the cache lacks it, and who the descriptor is. */
export async function openNets({ cacheDir, modelsDir }: NetsOptions): Promise<{ nets: Nets; model: ModelIdentity }> {
  const optional = modelsDir ? await readOptionalModels(modelsDir) : [];
  const own = optional.find(({ role }) => role === 'descriptor');
  const { descriptor, model } = own ? await ownDescriptor(own) : await builtInDescriptor(cacheDir);
  const nets = {
    detector: await openDetector(cacheDir),
    fastDetector: await openNet(await loadModel('tiny_face_detector', cacheDir)),
    landmarks: await openNet(await loadModel('face_landmark_68', cacheDir)),
    descriptor,
  };
  return { nets, model };
}

interface OpenedDescriptor {
  descriptor: DescriptorNet;
  model: ModelIdentity;
}

/** At .52 none of 14,467 impostor pairs of single pictures matched, and 6% of 584 genuine ones did not. */
const BUILT_IN_THRESHOLD = 0.52;

/**
 * In bytes on every machine, so that all of them compute the same numbers. They lie in the space of the net in floats, near enough
 * that templates of either compare (docs/decisions/0009), and the identity is that of the space.
 */
async function builtInDescriptor(cacheDir: string): Promise<OpenedDescriptor> {
  const net = await openNet(await loadModel('face_recognition_int8', cacheDir));
  const space = modelNamed('face_recognition');
  const id = `${space.name}-${space.compiled.slice(0, 16)}`;
  return {
    descriptor: { net, alignment: 'dlib', side: 150, dimensions: 128, unitLength: false },
    model: { id, dimensions: 128, matchThreshold: BUILT_IN_THRESHOLD },
  };
}

/** A cosine distance d of any two vectors is the L2 distance √(2d) of the same two at unit length. */
async function ownDescriptor({ model, input, alignment, metric, ...own }: OptionalModel): Promise<OpenedDescriptor> {
  const net = normalised(await openNet(model).catch(refuse(own.name)), input);
  await tryOut(net, input.side, own);
  const cosine = metric === 'cosine';
  return {
    descriptor: {
      net,
      alignment: alignment as 'dlib' | 'arcface',
      side: input.side,
      dimensions: own.size,
      unitLength: cosine,
    },
    model: {
      id: `${own.name}-${own.sha256.slice(0, 16)}`,
      dimensions: own.size,
      matchThreshold: cosine ? Math.sqrt(2 * own.threshold) : own.threshold,
    },
  };
}

export const refuse =
  (name: string) =>
  (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FaceError('model_corrupt', `The model ${name} cannot be used: ${reason}`, { cause });
  };

/** One empty chip tells whether input and size are what the manifest says, before anyone relies on them. */
export async function tryOut(net: Net, side: number, { name, size }: { name: string; size: number }): Promise<void> {
  const output = await net.run(new Uint8Array(side * side * 3), [1, side, side, 3]).catch(refuse(name));
  if (output.length !== size) refuse(name)(`it gives ${output.length} numbers, its manifest says ${size}.`);
}

/** Takes the pipeline's RGB bytes and hands on what the net was trained with. */
export function normalised(net: Net, { side, layout, colour, mean, deviation }: OptionalInput): Net {
  const area = side * side;
  return {
    run(bytes, [count]) {
      const values = new Float32Array(bytes.length);
      for (let image = 0; image < count!; image++) {
        for (let pixel = 0; pixel < area; pixel++) {
          for (let channel = 0; channel < 3; channel++) {
            const source = (image * area + pixel) * 3 + (colour === 'rgb' ? channel : 2 - channel);
            const target =
              layout === 'nhwc' ? (image * area + pixel) * 3 + channel : (image * 3 + channel) * area + pixel;
            values[target] = (bytes[source]! - mean[channel]!) / deviation[channel]!;
          }
        }
      }
      return net.run(values, layout === 'nhwc' ? [count!, side, side, 3] : [count!, 3, side, side]);
    },
  };
}
