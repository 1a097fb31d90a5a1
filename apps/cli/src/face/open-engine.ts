import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createFaceEngine, type NodeFaceEngine } from '@smart-presence/face/node';

/** Compiled models are shared with the server of this folder, if there is one, and else kept where programs cache things. */
function modelCacheDir(): string {
  const { MODEL_CACHE_DIR, DATA_DIR, XDG_CACHE_HOME } = process.env;
  if (MODEL_CACHE_DIR) return resolve(MODEL_CACHE_DIR);
  if (DATA_DIR) return resolve(DATA_DIR, 'models');
  if (existsSync(resolve('data/models'))) return resolve('data/models');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'smart-presence', 'models');
}

/** The engine as environment and `.env` set it up, closed again when `work` is done. */
export async function withEngine<T>(work: (engine: NodeFaceEngine) => Promise<T>): Promise<T> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const modelsDir = process.env.SMART_PRESENCE_MODELS;
  const engine = await createFaceEngine({
    cacheDir: modelCacheDir(),
    ...(modelsDir && { modelsDir: resolve(modelsDir) }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
