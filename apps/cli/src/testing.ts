import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../bin/smart-presence.js', import.meta.url));
const MODELS = fileURLToPath(new URL('../../../node_modules/.cache/smart-presence/models', import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunCliProps {
  args: readonly string[];
  /** Options for Node.js itself. */
  nodeOptions?: readonly string[];
  bin?: string;
  env?: Readonly<Record<string, string>>;
}

/** Runs the program as a person would and collects what it says. */
export function runCli({ args, nodeOptions = [], bin = BIN, env = {} }: RunCliProps): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, bin, ...args], {
      env: { ...process.env, MODEL_CACHE_DIR: MODELS, NODE_OPTIONS: '', ...env },
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

/** Each line of standard output, parsed. */
export const jsonLines = ({ stdout }: CliResult): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** `sample1.jpg` … `sample6.jpg` of the installed face-api: three to five people each. */
export function samplePicture(number: 1 | 2 | 3 | 4 | 5 | 6): string {
  const folder = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  return join(folder, 'demo', `sample${number}.jpg`);
}

/** A folder that is gone when `work` is done. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
