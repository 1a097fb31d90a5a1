/** Builds the web app when its sources have changed since it was last built; `--force` always builds. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, runCommand } from './tasks/run-command.ts';
import { ROOT, sourceFiles } from './tasks/source-files.ts';

const WEB = join(ROOT, 'apps/web');
/** Inside the build, so that a build that is thrown away or fails takes it along. */
const STAMP = join(WEB, 'dist/.built-from');
const SOURCES = ['apps/web', 'packages/contract', 'packages/face/src'];

/** @returns undefined when the last build is still good. */
export async function prepareWeb({ force = false } = {}): Promise<Ended | undefined> {
  const wanted = await fingerprint();
  const built = await readFile(STAMP, 'utf8').catch(() => undefined);
  if (built === wanted && !force) return undefined;

  const ended = await runCommand({ argv: ['vite', 'build'], cwd: WEB, timeoutMs: 600_000 });
  if (ended.code === 0) await writeFile(STAMP, wanted);
  return ended;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', ...(await sourceFiles(ROOT, SOURCES))]) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  const ended = await prepareWeb({ force: process.argv.includes('--force') });
  if (ended && ended.code !== 0) {
    console.error(`${ended.output}\nThe web app could not be built.`);
    process.exitCode = 1;
  } else if (ended) {
    console.log('Built the web app.');
  }
}
