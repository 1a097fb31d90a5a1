import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { loadGuidanceModels } from '../../../camera/model-manifest.ts';
import { scriptUrl } from '../../../trusted-urls.ts';
import type { FromDescriber, ToDescriber } from './describe-messages.ts';
import workerUrl from './describe-worker.ts?worker&url';

/** Describes faces on this device, while there is no server to ask. */
export interface LocalDescriber {
  /** One for each picture with a face. */
  describe(pictures: readonly Blob[]): Promise<Float32Array[]>;
  close(): void;
}

/** Loads and starts it while there is a network, so that it is there when there is none. Rejects when a file cannot be had. */
export async function startDescriber(descriptorUrl: string): Promise<LocalDescriber> {
  const { tiny, landmarks } = await loadGuidanceModels();
  const worker = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'face descriptor' });
  const waiting = new Map<number, (descriptor: Float32Array | null) => void>();
  const send = (message: ToDescriber, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  await new Promise<void>((resolve, reject) => {
    worker.onerror = () => reject(new Error('The face descriptor did not start.'));
    worker.onmessage = ({ data }: MessageEvent<FromDescriber>) => {
      if (data.type === 'ready') resolve();
      else if (data.type === 'failed') reject(new Error(data.message));
      else {
        waiting.get(data.id)?.(data.descriptor);
        waiting.delete(data.id);
      }
    };
    const models = { tiny: tiny.url, landmarks: landmarks.url, descriptor: absolute(descriptorUrl) };
    send({ type: 'start', options: { models, wasmUrl: absolute(wasmUrl) } });
  }).catch((error: unknown) => {
    worker.terminate();
    throw error;
  });
  let pictures = 0;
  const one = async (picture: Blob): Promise<Float32Array | null> => {
    const bitmap = await createImageBitmap(picture);
    const id = ++pictures;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      send({ type: 'picture', id, bitmap }, [bitmap]);
    });
  };
  return {
    describe: async (all) => (await Promise.all(all.map(one))).flatMap((descriptor) => descriptor ?? []),
    close: () => worker.terminate(),
  };
}

/** Addresses are read by the worker, whose own address is another one. */
const absolute = (path: string): string => new URL(path, document.baseURI).href;
