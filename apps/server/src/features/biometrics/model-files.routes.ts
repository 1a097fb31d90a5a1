import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { CompiledModel } from '@smart-presence/face/node';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { explainFaceError, type LazyFaceEngine } from './face-engine.ts';
import { NET } from './seal-capsule.ts';

/** What the browser's guidance needs, by the names `createGuidanceEngine` uses. The other nets stay on the server. */
const GUIDANCE = { tiny: 'tiny_face_detector', landmarks: 'face_landmark_68' } as const;

interface ModelFile {
  url: string;
  bytes: number;
  /** SHA-256 of the file, hex. */
  sha256: string;
  licence: string;
}
/** Reply of `GET /models/manifest.json`. */
export type ModelManifest = Record<keyof typeof GUIDANCE, ModelFile>;

/**
 * The nets for guidance in the browser, and the descriptor for kiosks without a network, for anybody (they are public files), outside the contract because they are
 * static:
 *
 * - `GET /models/manifest.json` → `{tiny: {url, bytes, sha256, licence}, landmarks: {…}}`, revalidated each time. Hand its
 *   URLs to `createGuidanceEngine({models: {tiny: manifest.tiny.url, landmarks: manifest.landmarks.url}, wasmUrl})`.
 * - `GET /models/<name>-<hash>.onnx`: the name changes with the content, so it may be cached for ever.
 *
 * While the models are still being compiled (first start) the manifest waits for them; if they cannot be had, 503.
 */
export const modelFileRoutes = ({ app }: Platform, engine: LazyFaceEngine): void => {
  const guidanceModels = async (others: readonly string[] = []): Promise<CompiledModel[]> => {
    const wanted: string[] = [...Object.values(GUIDANCE), ...others];
    const models = await engine.models().catch((error: unknown) => {
      throw explainFaceError(error, { name: 'models', index: 0 });
    });
    return models.filter(({ name }) => wanted.includes(name));
  };

  app.get('/models/manifest.json', async (_request, reply) => {
    const models = await guidanceModels();
    const entries = Object.entries(GUIDANCE).map(([role, name]) => [role, fileOf(models, name)] as const);
    return reply.header('cache-control', 'no-cache').send(Object.fromEntries(entries));
  });

  app.get<{ Params: { file: string } }>('/models/:file', async (request, reply) => {
    // Only names we listed ourselves are ever opened.
    const model = (await guidanceModels([NET])).find(({ path }) => basename(path) === request.params.file);
    if (!model) return fail('not_found');
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-length', model.bytes)
      .send(createReadStream(model.path));
  });
};

const fileOf = (models: readonly CompiledModel[], wanted: string): ModelFile => {
  const model = models.find(({ name }) => name === wanted) ?? fail('unavailable');
  const { path, bytes, sha256, licence } = model;
  return { url: `/models/${basename(path)}`, bytes, sha256, licence };
};
