import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { loadGuidanceModels } from '../../../camera/model-manifest.ts';

/** Caches of the service worker: `scripts/pwa.ts`. */
const FILES = 'face-models';
const MANIFEST = 'face-manifest';

/**
 * Keeps what recognition needs where the service worker finds it without a network. It would by itself, were it not that a page which has
 * just been opened for the first time fetches before there is a worker.
 */
export async function keepFiles(descriptorUrl: string): Promise<void> {
  const { tiny, landmarks } = await loadGuidanceModels();
  await keep(MANIFEST, '/models/manifest.json');
  for (const url of [tiny.url, landmarks.url, descriptorUrl, wasmUrl]) await keep(FILES, url);
}

async function keep(name: string, path: string): Promise<void> {
  const url = new URL(path, location.origin).href;
  const cache = await caches.open(name);
  if (await cache.match(url)) return;
  const response = await fetch(url, { credentials: 'same-origin' });
  if (response.ok) await cache.put(url, response);
}
