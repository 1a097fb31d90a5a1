import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

const FOLDERS = ['packages', 'apps', 'e2e', 'scripts'];
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-results']);

/** Paths of all files we wrote, from `root`, with `/`. Read from the disk, so a file not yet committed counts too. */
export async function sourceFiles(root = ROOT, folders: readonly string[] = FOLDERS): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => walk(join(root, folder))));
  return found
    .flat()
    .map((path) => relative(root, path).split(sep).join('/'))
    .sort();
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && !NOT_OURS.has(entry.name) ? walk(path) : [];
    }),
  );
  return found.flat();
}
