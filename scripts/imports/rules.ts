import { type Edge, findCycles, loadedFrom, type ModuleGraph, type Target, type Workspace } from './module-graph.ts';

/** A broken rule, in a sentence that starts with the place: "apps/server/src/x.ts:3 imports …". */
export type Violation = string;

/**
 * Features in the order they stand on each other: one may import those of the rows above its own, never a
 * neighbour. The last rows hear events and serve requests; nobody calls them, but administration asks all whom they hold.
 */
const FEATURE_ROWS: readonly (readonly string[])[] = [
  ['accounts'],
  ['academics', 'policies', 'security', 'notifications'],
  ['biometrics'],
  ['attendance'],
  ['standing', 'requests', 'monitoring', 'insights', 'feedback'],
  ['live', 'audit', 'digests', 'integrations', 'reports'],
  ['administration'],
];

const FEATURES_THAT_SEE_FACES = ['biometrics', 'monitoring'];
const NOT_IN_A_BROWSER = ['sharp', 'onnxruntime-node'];

type Area = 'contract' | 'face' | 'platform' | 'feature' | 'boot' | 'doctor' | 'web' | 'cli' | 'tooling';

interface Place {
  readonly area: Area;
  /** Name of the feature when the area is `feature`. */
  readonly feature?: string;
  readonly isTest: boolean;
}

/** The areas a module may import from, its own always included. `feature` means: through its index.ts. */
const MAY_IMPORT: Record<Area, readonly Area[]> = {
  contract: [],
  face: [],
  platform: ['contract'],
  feature: ['contract', 'platform', 'face', 'feature'],
  boot: ['contract', 'platform', 'feature', 'doctor'],
  // Says whether the models and everything else is in order, so it looks at all of it.
  doctor: ['contract', 'platform', 'face', 'feature'],
  web: ['contract', 'face'],
  cli: ['contract', 'face', 'platform', 'boot', 'doctor', 'feature'],
  tooling: ['contract', 'face', 'platform', 'boot', 'doctor', 'feature', 'web'],
};
const SERVER_TESTS_MAY_IMPORT: readonly Area[] = ['contract', 'face', 'platform', 'boot', 'doctor', 'feature'];

/** Areas that must hold modules, or the rules are green because they read nothing. */
export const AREAS: readonly Area[] = ['contract', 'face', 'platform', 'feature', 'boot', 'web', 'cli', 'tooling'];

export function placeOf(path: string): Place {
  const isTest = /\.test\.tsx?$|\.story\.ts$|(^|\/)testing(\/|[.-][^/]*$)/.test(path);
  const feature = path.match(/^apps\/server\/src\/features\/([^/]+)\//)?.[1];
  if (feature) return { area: 'feature', feature, isTest };
  return { area: areaOf(path), isTest };
}

function areaOf(path: string): Area {
  if (path.startsWith('packages/contract/src/')) return 'contract';
  if (/^packages\/face\/(src|bench)\//.test(path)) return 'face';
  if (path.startsWith('apps/server/src/platform/')) return 'platform';
  if (path.startsWith('apps/server/src/doctor/')) return 'doctor';
  if (path.startsWith('apps/server/src/')) return 'boot';
  if (path.startsWith('apps/web/src/')) return 'web';
  if (path.startsWith('apps/cli/')) return 'cli';
  return 'tooling';
}

export function findViolations(graph: ModuleGraph, workspaces: readonly Workspace[]): Violation[] {
  const found: Violation[] = [];
  for (const [path, edges] of graph) {
    if (/^apps\/server\/src\/(?!platform\/|features\/|testing\/|demo\/|doctor\/)[^/]+\//.test(path)) {
      found.push(`${path}: the server has platform and features, and no other floor`);
    }
    for (const edge of edges) {
      const reason = judge({ path, edge, workspaces });
      if (reason) found.push(`${path}:${edge.line} imports ${edge.specifier}: ${reason}`);
    }
  }
  for (const cycle of findCycles(graph)) found.push(`${cycle.join(' ↔ ')} import each other: a cycle`);
  return [...found, ...findServerCodeInBrowser(graph)];
}

function judge(props: { path: string; edge: Edge; workspaces: readonly Workspace[] }): string | undefined {
  const { path, edge, workspaces } = props;
  const from = placeOf(path);
  const { target } = edge;
  if (edge.specifier === '?')
    return mayCompute(path, from) ? undefined : 'what it loads cannot be known before it runs';
  if (target.kind === 'nowhere') return 'nothing is there';
  if (target.kind === 'builtin') {
    return from.area === 'contract' && !from.isTest ? 'the contract runs in browsers too' : undefined;
  }
  if (target.kind === 'package') return judgePackage({ path, from, name: target.name, workspaces });
  return judgeNeighbour({ path, from, edge, target, workspaces });
}

/** Tests, benches, launchers and tools may load what they work out; the product's own walls must be readable. */
function mayCompute(path: string, { area, isTest }: Place): boolean {
  return isTest || area === 'tooling' || /^(packages\/face\/bench|apps\/cli\/bin)\//.test(path);
}

function judgePackage(props: { path: string; from: Place; name: string; workspaces: readonly Workspace[] }) {
  const { path, from, name, workspaces } = props;
  if (from.area === 'contract' && !from.isTest && name !== 'zod') return 'the contract imports zod alone';
  if (name.startsWith('virtual:') && from.area === 'web') return undefined;
  const declaredBy = workspaces.filter(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
  if (declaredBy.some(({ dependencies }) => dependencies.has(name))) return undefined;
  return `${name} is in no package.json of this workspace`;
}

function judgeNeighbour(props: {
  path: string;
  from: Place;
  edge: Edge;
  target: Extract<Target, { path: string }>;
  workspaces: readonly Workspace[];
}): string | undefined {
  const { path, from, edge, target, workspaces } = props;
  const to = placeOf(target.path);
  if (edge.specifier.startsWith('.') && workspaceOf(path, workspaces) !== workspaceOf(target.path, workspaces)) {
    return 'another workspace is imported by its name';
  }
  if (to.isTest && !from.isTest && from.area !== 'tooling') return 'only tests import what is made for tests';
  if (from.area === to.area && from.feature === to.feature) return undefined;

  if (!mayImport(from).includes(to.area)) return `${from.area} must not know ${to.area}`;
  if (to.area === 'face') return judgeFace({ from, edge });
  if (to.area === 'feature') return judgeFeature({ from, to, target });
  return undefined;
}

function mayImport({ area, isTest }: Place): readonly Area[] {
  const inServer = area === 'platform' || area === 'feature' || area === 'boot' || area === 'doctor';
  return isTest && inServer ? SERVER_TESTS_MAY_IMPORT : MAY_IMPORT[area];
}

/** None brings nets into the page: the first is for workers, the others are pure. */
const DOORS_FOR_WEB = [
  '@smart-presence/face/browser',
  '@smart-presence/face/liveness',
  '@smart-presence/face/recognise',
];

function judgeFace({ from, edge }: { from: Place; edge: Edge }): string | undefined {
  if (from.area === 'web' && !DOORS_FOR_WEB.includes(edge.specifier)) {
    return 'of faces the web imports @smart-presence/face/browser, /liveness and /recognise alone';
  }
  if (from.area !== 'feature' || from.isTest || FEATURES_THAT_SEE_FACES.includes(from.feature ?? '')) return undefined;
  return `only ${FEATURES_THAT_SEE_FACES.join(' and ')} see faces`;
}

function judgeFeature(props: { from: Place; to: Place; target: { path: string } }): string | undefined {
  const { from, to, target } = props;
  const isDoor = target.path === `apps/server/src/features/${to.feature}/index.ts`;
  if (!isDoor && !to.isTest) return `${to.feature} is entered through its index.ts`;
  if (target.path.endsWith('.test.ts')) return 'a test file is no module';
  if (from.area !== 'feature' || from.isTest) return undefined;
  const [mine, theirs] = [rowOf(from.feature), rowOf(to.feature)];
  if (mine < 0 || theirs < 0) return `${mine < 0 ? from.feature : to.feature} has no place in the order of features`;
  return theirs < mine ? undefined : `${from.feature} does not stand above ${to.feature}`;
}

function rowOf(feature: string | undefined): number {
  return FEATURE_ROWS.findIndex((row) => row.includes(feature ?? ''));
}

/** The longest folder that fits; the root workspace has the folder ''. */
function workspaceOf(path: string, workspaces: readonly Workspace[]): string {
  const fitting = workspaces.filter(({ folder }) => path.startsWith(`${folder}/`));
  return fitting.map(({ folder }) => folder).sort((a, b) => b.length - a.length)[0] ?? '';
}

/** What the pages load must run in a browser, however many modules lie between. */
function findServerCodeInBrowser(graph: ModuleGraph): Violation[] {
  const starts = [...graph.keys()].filter((path) => placeOf(path).area === 'web' && !placeOf(path).isTest);
  const found: Violation[] = [];
  for (const path of loadedFrom(graph, starts)) {
    for (const { target, typeOnly, specifier, line } of graph.get(path) ?? []) {
      const isServerCode =
        target.kind === 'builtin' || (target.kind === 'package' && NOT_IN_A_BROWSER.includes(target.name));
      if (isServerCode && !typeOnly) found.push(`${path}:${line} imports ${specifier}: pages load this module`);
    }
  }
  return found;
}
