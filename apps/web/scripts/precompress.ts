import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

const compress = promisify(brotliCompress);
const worthIt = /\.(js|css|html|svg|wasm|webmanifest)$/;
const smallest = 1024;
/** The face runtime hardly ever changes and takes long at the best quality: done once for each content. */
const kept = new URL('../../../node_modules/.cache/precompressed/', import.meta.url).pathname;
const slowFrom = 1_000_000;

/** Puts a Brotli file beside every built file, so that the server has nothing to compress while a class checks in. */
export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    configResolved: (resolved) => {
      config = resolved;
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const folder = resolve(config.root, config.build.outDir);
        const names = await readdir(folder, { recursive: true });
        for (const name of names.filter((name) => worthIt.test(name))) await compressFile(join(folder, name));
      },
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < smallest) return;
  await writeFile(`${path}.br`, bytes.length < slowFrom ? await brotli(bytes) : await brotliOnce(bytes));
}

async function brotliOnce(bytes: Buffer): Promise<Buffer> {
  const file = join(kept, `${createHash('sha256').update(bytes).digest('hex')}.br`);
  const before = await readFile(file).catch(() => undefined);
  if (before) return before;
  const after = await brotli(bytes);
  await mkdir(kept, { recursive: true });
  await writeFile(file, after);
  return after;
}

const brotli = (bytes: Buffer): Promise<Buffer> =>
  compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length < slowFrom ? 11 : 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
