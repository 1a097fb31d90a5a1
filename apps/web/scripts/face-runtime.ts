import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const id = 'virtual:face-runtime-bytes';
const runtime = fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

/** Tells the app how large the face runtime is: it arrives compressed, and a progress bar must know where 100% is. */
export function faceRuntimeBytes(): Plugin {
  return {
    name: 'face-runtime-bytes',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? `export default ${statSync(runtime).size};` : undefined),
  };
}
