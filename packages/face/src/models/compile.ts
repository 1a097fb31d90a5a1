import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FaceError } from '../errors.ts';
import { type BuiltInModel, CATALOGUE, type ModelName, modelNamed } from './catalogue.ts';

export interface CompiledModel {
  name: ModelName;
  role: string;
  /** The ONNX file in the cache folder. */
  path: string;
  sha256: string;
  bytes: number;
  licence: string;
}

/** Compiles every built-in model into `cacheDir` (kept when already there and intact) and says where each is. */
export async function compileModels({ cacheDir }: { cacheDir: string }): Promise<CompiledModel[]> {
  const models: CompiledModel[] = [];
  for (const model of CATALOGUE) {
    const bytes = await loadModel(model.name, cacheDir);
    const { name, role, compiled: sha256, licence } = model;
    models.push({ name, role, path: cachePath(model, cacheDir), sha256, bytes: bytes.length, licence });
  }
  return models;
}

/**
 * The compiled model, from the cache when its hash is right, else compiled anew from the installed weights.
 * @throws FaceError `model_missing` without the weights, `model_corrupt` when they are not those of the catalogue.
 */
export async function loadModel(name: ModelName, cacheDir: string): Promise<Uint8Array> {
  const model = modelNamed(name);
  const path = cachePath(model, cacheDir);
  const cached = await readFile(path).catch(() => undefined);
  if (cached && sha256(cached) === model.compiled) return cached;
  const bytes = await model.compile(await verifiedManifest(model));
  if (sha256(bytes) !== model.compiled) {
    throw new FaceError('model_corrupt', `Compiling ${name} did not give the expected result.`);
  }
  await writeWhole(path, bytes);
  return bytes;
}

/** Content-addressed: another version of the compiler or the weights is another file. */
function cachePath({ name, compiled }: BuiltInModel, cacheDir: string): string {
  return join(cacheDir, `${name}-${compiled.slice(0, 16)}.onnx`);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function verifiedManifest({ name, source }: BuiltInModel): Promise<string> {
  const folder = packageFolder(source.package, name);
  for (const [file, expected] of source.files) {
    const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
      throw new FaceError('model_missing', `${source.package} lacks ${file}; reinstall the dependencies.`, { cause });
    });
    if (sha256(bytes) !== expected) {
      throw new FaceError('model_corrupt', `${file} of ${source.package} is not the file this version was made for.`);
    }
  }
  return join(folder, source.files[0]![0]);
}

/** Where the manifest of that model's weights is installed. */
export function sourcePath(name: ModelName): string {
  const { source } = modelNamed(name);
  return join(packageFolder(source.package, name), source.files[0]![0]);
}

/** Looked up by folder, because a package may keep its own files from being resolved. */
function packageFolder(name: string, model: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
  if (found) return found;
  throw new FaceError('model_missing', `${name}, which holds ${model}, is not installed.`);
}

/** Readers, in this process or another, see the old file or the whole new one. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}
