import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Alignment } from '../align.ts';
import { FaceError } from '../errors.ts';

/**
 * Models an institution brings itself: a folder of ONNX files, each described by a JSON file beside it.
 * See the package's README for every field.
 */
export interface OptionalModel {
  readonly name: string;
  readonly role: 'descriptor' | 'antispoof';
  readonly licence: string;
  readonly model: Uint8Array;
  readonly sha256: string;
  readonly input: OptionalInput;
  /** How the face is cut: a descriptor's chip alignment, or for anti-spoofing the box enlarged by `scale`. */
  readonly alignment: Alignment | { readonly scale: number };
  /** Numbers per face in the first output. */
  readonly size: number;
  /** Of an anti-spoofing model: which of these numbers is the probability of a real face, from 0. */
  readonly real: number;
  readonly metric: 'l2' | 'cosine';
  /** In its metric: greatest L2 or cosine distance (1 − similarity) of one person, or least probability of a real face. */
  readonly threshold: number;
}

export interface OptionalInput {
  /** Side of the square, px. */
  readonly side: number;
  readonly layout: 'nchw' | 'nhwc';
  readonly colour: 'rgb' | 'bgr';
  /** The net gets (value − mean) / deviation, per channel in the order of `colour`. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/**
 * Reads every `*.json` of the folder and the ONNX file it names.
 * @throws FaceError `model_missing` for a folder or file that is not there, `model_corrupt` for a wrong hash or field,
 * with the manifest and the field in the message.
 */
export async function readOptionalModels(folder: string): Promise<OptionalModel[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new FaceError('model_missing', `The models folder ${folder} cannot be read.`, { cause });
  });
  const manifests = files.filter((file) => file.endsWith('.json')).sort();
  const models = await Promise.all(manifests.map((file) => readOptionalModel(folder, file)));
  const descriptors = models.filter(({ role }) => role === 'descriptor');
  if (descriptors.length > 1) {
    const names = descriptors.map(({ name }) => name).join(', ');
    throw new FaceError('model_corrupt', `Only one descriptor can be in use, the models folder has several: ${names}.`);
  }
  return models;
}

async function readOptionalModel(folder: string, file: string): Promise<OptionalModel> {
  const fields = new Fields(file, await readJson(join(folder, file), file));
  const name = fields.text('name', /^[\w.-]{1,60}$/);
  const role = fields.choice('role', ['descriptor', 'antispoof']);
  const onnx = fields.text('file', /^[^/\\]+\.onnx$/);
  const model = await readFile(join(folder, basename(onnx))).catch((cause: unknown) => {
    throw new FaceError('model_missing', `${file} names ${onnx}, which is not in the models folder.`, { cause });
  });
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (fields.text('sha256', /^[0-9a-f]{64}$/) !== sha256) {
    throw new FaceError('model_corrupt', `${onnx} is not the file that ${file} describes: its SHA-256 is ${sha256}.`);
  }
  const input = fields.object('input');
  return {
    name,
    role,
    licence: fields.text('licence', /\S/),
    model,
    sha256,
    input: {
      side: input.number('side', 16, 1024),
      layout: input.choice('layout', ['nchw', 'nhwc']),
      colour: input.choice('colour', ['rgb', 'bgr']),
      mean: input.triple('mean', -1000, 1000),
      deviation: input.triple('deviation', 1e-6, 1000),
    },
    alignment:
      role === 'descriptor'
        ? fields.choice('alignment', ['dlib', 'arcface'])
        : { scale: fields.object('alignment').number('scale', 1, 8) },
    size: fields.number('size', 1, 4096),
    real: role === 'antispoof' ? fields.whole('real', 0, fields.number('size', 1, 4096) - 1) : 0,
    metric: role === 'descriptor' ? fields.choice('metric', ['l2', 'cosine']) : 'l2',
    threshold: fields.number('threshold', 0, 100),
  };
}

async function readJson(path: string, file: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FaceError('model_corrupt', `${file} is not valid JSON.`, { cause });
  }
}

/** Reads fields of a manifest, and names file and field when one is wrong. */
class Fields {
  readonly #where: string;
  readonly #values: Record<string, unknown>;

  constructor(where: string, values: unknown) {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new FaceError('model_corrupt', `${where} must be an object.`);
    }
    this.#where = where;
    this.#values = values as Record<string, unknown>;
  }

  text(field: string, pattern: RegExp): string {
    const value = this.#values[field];
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw this.#wrong(field, `must be text that matches ${pattern}`);
  }

  choice<const T extends string>(field: string, options: readonly T[]): T {
    const chosen = options.find((option) => option === this.#values[field]);
    if (chosen !== undefined) return chosen;
    throw this.#wrong(field, `must be one of ${options.join(', ')}`);
  }

  number(field: string, min: number, max: number): number {
    const value = this.#values[field];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw this.#wrong(field, `must be a number from ${min} to ${max}`);
  }

  whole(field: string, min: number, max: number): number {
    const value = this.number(field, min, max);
    if (Number.isInteger(value)) return value;
    throw this.#wrong(field, 'must be a whole number');
  }

  triple(field: string, min: number, max: number): [number, number, number] {
    const value = this.#values[field];
    const fits = (item: unknown): item is number => typeof item === 'number' && item >= min && item <= max;
    if (Array.isArray(value) && value.length === 3 && value.every(fits)) return value as [number, number, number];
    throw this.#wrong(field, `must be three numbers from ${min} to ${max}`);
  }

  object(field: string): Fields {
    return new Fields(`${this.#where}: ${field}`, this.#values[field]);
  }

  #wrong(field: string, rule: string): FaceError {
    return new FaceError('model_corrupt', `${this.#where}: ${field} ${rule}.`);
  }
}
