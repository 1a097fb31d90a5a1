import { createHash } from 'node:crypto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadModel } from '../models/compile.ts';
import type { Net, Nets } from '../nets.ts';

/** One thread per session: the workers are the parallelism, and cores are not oversubscribed. */
const SESSION: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
};

export async function openNet(model: Uint8Array): Promise<Net> {
  const session = await InferenceSession.create(model, SESSION);
  const [input] = session.inputNames as [string];
  const [output] = session.outputNames as [string];
  return {
    async run(values, shape) {
      const tensor =
        values instanceof Uint8Array ? new Tensor('uint8', values, shape) : new Tensor('float32', values, shape);
      const outputs = await session.run({ [input]: tensor });
      return outputs[output]!.data as Float32Array;
    },
  };
}

export interface ModelIdentity {
  id: string;
  dimensions: number;
  matchThreshold: number;
}

interface NetsOptions {
  cacheDir: string;
  /** Folder of optional models. */
  modelsDir: string | undefined;
}

/** Every net of the pipeline, compiled when the cache lacks it, and who the descriptor is. */
export async function openNets({ cacheDir }: NetsOptions): Promise<{ nets: Nets; model: ModelIdentity }> {
  const [detector, fastDetector, landmarks, descriptor] = [
    await loadModel('ssd_mobilenetv1', cacheDir),
    await loadModel('tiny_face_detector', cacheDir),
    await loadModel('face_landmark_68', cacheDir),
    await loadModel('face_recognition', cacheDir),
  ];
  const hash = createHash('sha256').update(descriptor).digest('hex');
  return {
    nets: {
      detector: await openNet(detector),
      fastDetector: await openNet(fastDetector),
      landmarks: await openNet(landmarks),
      descriptor: { net: await openNet(descriptor), alignment: 'dlib', side: 150, dimensions: 128, unitLength: false },
    },
    model: { id: `face_recognition-${hash.slice(0, 16)}`, dimensions: 128, matchThreshold: 0.52 },
  };
}
