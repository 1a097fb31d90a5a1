import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Net } from '../nets.ts';

/** The bytes of the WebAssembly runtime, before the first net is opened. One thread: pages need no isolation headers. */
export function useRuntime(wasm: Uint8Array): void {
  env.wasm.wasmBinary = wasm;
  env.wasm.numThreads = 1;
}

export async function openNet(model: Uint8Array): Promise<Net & { close(): Promise<void> }> {
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  const [input] = session.inputNames as [string];
  const [output] = session.outputNames as [string];
  return {
    async run(values, shape) {
      const tensor =
        values instanceof Uint8Array ? new Tensor('uint8', values, shape) : new Tensor('float32', values, shape);
      const outputs = await session.run({ [input]: tensor });
      return outputs[output]!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
