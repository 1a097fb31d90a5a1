import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Import, readImports } from './read-imports.ts';

/** What an import leads to. Paths are from the root, with `/`. */
export type Target =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin' }
  | { readonly kind: 'nowhere' };

export interface Edge extends Import {
  readonly target: Target;
}

export type ModuleGraph = ReadonlyMap<string, readonly Edge[]>;

/** The part of a workspace's package.json that says what it offers and what it may use. */
export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
}

export interface Tree {
  /** Text of every file of ours by path; only code is parsed. */
  readonly files: ReadonlyMap<string, string>;
  readonly workspaces: readonly Workspace[];
}

export const CODE = /\.[cm]?[jt]sx?$/;

export function buildGraph(tree: Tree): ModuleGraph {
  const graph = new Map<string, Edge[]>();
  for (const [path, source] of tree.files) {
    if (!CODE.test(path)) continue;
    const imports = readImports(path, source);
    graph.set(
      path,
      imports.map((found) => ({ ...found, target: resolveImport({ tree, from: path, specifier: found.specifier }) })),
    );
  }
  return graph;
}

function resolveImport(props: { tree: Tree; from: string; specifier: string }): Target {
  const { tree, from } = props;
  // Bundlers read what follows a question mark ("./worker.ts?worker"); the file is what stands before it.
  const specifier = props.specifier.replace(/(?<=.)\?.*$/, '');
  if (specifier.startsWith('.')) return fileTarget(tree, posix.join(posix.dirname(from), specifier));
  if (specifier === '?' || specifier.startsWith('/')) return { kind: 'nowhere' };
  if (isBuiltin(specifier)) return { kind: 'builtin' };

  const name = specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;
  const workspace = tree.workspaces.find((candidate) => candidate.name === name);
  if (!workspace) return { kind: 'package', name };
  const path = exportedPath(workspace, `.${specifier.slice(name.length)}`);
  return path === undefined ? { kind: 'nowhere' } : fileTarget(tree, posix.join(workspace.folder, path));
}

function fileTarget(tree: Tree, path: string): Target {
  if (!tree.files.has(path)) return { kind: 'nowhere' };
  return { kind: CODE.test(path) ? 'module' : 'asset', path };
}

/** Follows an exact entry of `exports`, or one that ends in `*` as in `"./*": "./src/*"`. */
function exportedPath({ exports }: Workspace, wanted: string): string | undefined {
  if (exports[wanted]) return exports[wanted];
  for (const [pattern, path] of Object.entries(exports)) {
    const start = pattern.slice(0, -1);
    if (pattern.endsWith('*') && wanted.startsWith(start)) return path.replace('*', wanted.slice(start.length));
  }
  return undefined;
}

/** Groups of modules that import each other, directly or round a corner (Tarjan's strongly connected components). */
export function findCycles(graph: ModuleGraph): string[][] {
  const cycles: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];

  const visit = (path: string) => {
    order.set(path, order.size);
    lowest.set(path, order.size - 1);
    open.push(path);
    const next = neighbours(graph, path);
    for (const neighbour of next) {
      if (!order.has(neighbour)) visit(neighbour);
      else if (!open.includes(neighbour)) continue;
      lowest.set(path, Math.min(lowest.get(path) ?? 0, lowest.get(neighbour) ?? 0));
    }
    if (lowest.get(path) !== order.get(path)) return;
    const group = open.splice(open.indexOf(path));
    if (group.length > 1 || next.includes(path)) cycles.push(group.sort());
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return cycles;
}

function neighbours(graph: ModuleGraph, path: string): string[] {
  return (graph.get(path) ?? []).flatMap(({ target }) => (target.kind === 'module' ? [target.path] : []));
}

/** Every module that is loaded once one of `starts` is, with the modules that lead to it. Types load nothing. */
export function loadedFrom(graph: ModuleGraph, starts: readonly string[]): Set<string> {
  const loaded = new Set(starts);
  for (const path of loaded) {
    for (const { target, typeOnly } of graph.get(path) ?? []) {
      if (target.kind === 'module' && !typeOnly) loaded.add(target.path);
    }
  }
  return loaded;
}
