import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import sharp from 'sharp';

type FaceApi = typeof import('@vladmandic/face-api');
type FaceTensor = Extract<Parameters<FaceApi['detectAllFaces']>[0], { shape: number[] }>;

export interface FaceApiPeer {
  version: string;
  /** Encoded picture to descriptors; the number of faces found. */
  describe(jpeg: Uint8Array): Promise<number>;
  /** The same work step by step, ms each. */
  stages(jpeg: Uint8Array): Promise<Record<string, number>>;
}

/**
 * `@vladmandic/face-api` as its authors run it in Node.js without native parts: TensorFlow.js on WebAssembly SIMD, one thread. The
 * picture is decoded by the same library as ours, straight to a tensor. Same weights; its own detector size (512 px) and face crop.
 */
export async function openFaceApi(): Promise<FaceApiPeer> {
  const require = createRequire(import.meta.url);
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
  // The types of its bundled TensorFlow.js leave out what starts it.
  const tf = faceapi.tf as unknown as {
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    tensor3d(data: Uint8Array, shape: [number, number, number], type: 'int32'): FaceTensor;
    dispose(tensor: unknown): void;
  };
  const folder = dirname(require.resolve('@vladmandic/face-api/package.json'));
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist', sep));
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const models = join(folder, 'model');
  await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
  await faceapi.nets.faceLandmark68Net.loadFromDisk(models);
  await faceapi.nets.faceRecognitionNet.loadFromDisk(models);
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.3, maxResults: 100 });

  async function decode(jpeg: Uint8Array): Promise<FaceTensor> {
    const { data, info } = await sharp(jpeg).autoOrient().removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return tf.tensor3d(data, [info.height, info.width, 3], 'int32');
  }

  return {
    version: String((faceapi.version as unknown as { faceapi?: string }).faceapi ?? faceapi.version),
    async describe(jpeg) {
      const tensor = await decode(jpeg);
      const found = await faceapi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors();
      tf.dispose(tensor);
      return found.length;
    },
    async stages(jpeg) {
      const times: Record<string, number> = {};
      const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        const start = performance.now();
        const result = await work();
        times[name] = performance.now() - start;
        return result;
      };
      const tensor = await timed('decode', () => decode(jpeg));
      const found = await timed('detect', async () => faceapi.detectAllFaces(tensor, options));
      const crops = await faceapi.extractFaceTensors(tensor, found);
      await timed('landmarks', () => Promise.all(crops.map((crop) => faceapi.detectFaceLandmarks(crop))));
      await timed('embed', async () => {
        for (const crop of crops) await faceapi.computeFaceDescriptor(crop);
      });
      for (const used of [tensor, ...crops]) tf.dispose(used);
      return times;
    },
  };
}
