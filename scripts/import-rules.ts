/** `node scripts/import-rules.ts`: who may import whom, as ARCHITECTURE.md draws it, on the whole tree. */
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { buildGraph, CODE, type ModuleGraph, type Tree, type Workspace } from './imports/module-graph.ts';
import { AREAS, findViolations, placeOf, type Violation } from './imports/rules.ts';
import { ROOT, sourceFiles } from './tasks/source-files.ts';

export interface Report {
  readonly modules: number;
  readonly imports: number;
  readonly violations: readonly Violation[];
}

/** Judges a tree. An area of the house without modules is a violation: a rule that reads nothing holds nothing. */
export function judgeTree(tree: Tree): Report {
  const graph = buildGraph(tree);
  const imports = [...graph.values()].reduce((sum, edges) => sum + edges.length, 0);
  return {
    modules: graph.size,
    imports,
    violations: [...emptyAreas(graph), ...findViolations(graph, tree.workspaces)],
  };
}

function emptyAreas(graph: ModuleGraph): Violation[] {
  const inhabited = new Set([...graph.keys()].map((path) => placeOf(path).area));
  return AREAS.filter((area) => !inhabited.has(area)).map((area) => `${area}: no module was read there`);
}

/** Reads all code of ours, and the names of all other files, from the disk. */
export async function readTree(root = ROOT): Promise<Tree> {
  const paths = await sourceFiles(root);
  const read = (path: string) => readFile(posix.join(root, path), 'utf8');
  const files = await Promise.all(
    paths.map(async (path) => [path, CODE.test(path) ? await read(path) : ''] as [string, string]),
  );
  const manifests = ['package.json', ...paths.filter((path) => /^(packages|apps)\/[^/]+\/package.json$/.test(path))];
  manifests.push('e2e/package.json');
  const workspaces = manifests.map(async (path) => toWorkspace(posix.dirname(path), JSON.parse(await read(path))));
  return { files: new Map(files), workspaces: await Promise.all(workspaces) };
}

interface Manifest {
  name: string;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function toWorkspace(folder: string, manifest: Manifest): Workspace {
  return {
    folder: folder === '.' ? '' : folder,
    name: manifest.name,
    exports: manifest.exports ?? {},
    dependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })),
  };
}

if (import.meta.main) {
  const { modules, imports, violations } = judgeTree(await readTree());
  for (const violation of violations) console.log(violation);
  console.log(`${modules} modules, ${imports} imports, ${violations.length} violations`);
  if (violations.length > 0 || imports === 0) process.exitCode = 1;
}
