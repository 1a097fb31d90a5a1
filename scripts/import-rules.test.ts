import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeTree, readTree } from './import-rules.ts';
import type { Tree, Workspace } from './imports/module-graph.ts';
import { readImports } from './imports/read-imports.ts';

const SERVER = 'apps/server/src';
const FEATURES = `${SERVER}/features`;

function workspace(folder: string, name: string, more: Partial<Workspace> = {}): Workspace {
  return { folder, name: `@smart-presence/${name}`, exports: {}, dependencies: new Set(), ...more };
}

const WORKSPACES = [
  workspace('', 'root', { dependencies: new Set(['fast-check']) }),
  workspace('packages/contract', 'contract', { exports: { '.': './src/index.ts' }, dependencies: new Set(['zod']) }),
  workspace('packages/face', 'face', {
    exports: { '.': './src/index.ts', './node': './src/node.ts', './browser': './src/browser.ts' },
    dependencies: new Set(['sharp']),
  }),
  workspace('apps/server', 'server', { exports: { './*': './src/*' }, dependencies: new Set(['kysely']) }),
  workspace('apps/web', 'web', { dependencies: new Set(['react', 'zod']) }),
  workspace('apps/cli', 'cli'),
];

/** A small house in which every rule is kept and every area lived in. */
const SOUND: Record<string, string> = {
  'packages/contract/src/index.ts': `import { z } from 'zod'; export * from './error.ts';`,
  'packages/contract/src/error.ts': '',
  'packages/face/src/index.ts': `export type * from './types.ts';`,
  'packages/face/src/types.ts': '',
  'packages/face/src/node.ts': `import sharp from 'sharp'; import './types.ts';`,
  'packages/face/src/browser.ts': `export * from './types.ts';`,
  [`${SERVER}/platform/db.ts`]: `import { Kysely } from 'kysely'; import '@smart-presence/contract';`,
  [`${SERVER}/platform/testing.ts`]: `import './db.ts';`,
  [`${FEATURES}/accounts/index.ts`]: `export * from './sign-in.ts';`,
  [`${FEATURES}/accounts/sign-in.ts`]: `import '../../platform/db.ts';`,
  [`${FEATURES}/accounts/testing/person.ts`]: `import '../sign-in.ts';`,
  [`${FEATURES}/policies/index.ts`]: `import '../accounts/index.ts';`,
  [`${FEATURES}/academics/index.ts`]: `import type { A } from '../accounts/index.ts';`,
  [`${FEATURES}/biometrics/index.ts`]: `import '@smart-presence/face/node'; import '../policies/index.ts';`,
  [`${FEATURES}/attendance/index.ts`]: `import '../biometrics/index.ts'; import './check-in.ts';`,
  [`${FEATURES}/attendance/check-in.ts`]: `import 'node:crypto';`,
  [`${FEATURES}/attendance/check-in.test.ts`]: `import './check-in.ts'; import '../accounts/testing/person.ts';
    import '../../platform/testing.ts'; import '../standing/index.ts'; import 'fast-check';`,
  [`${FEATURES}/standing/index.ts`]: `import '../attendance/index.ts';`,
  [`${FEATURES}/monitoring/index.ts`]: `import '@smart-presence/face';`,
  [`${FEATURES}/live/index.ts`]: `import '../attendance/index.ts';`,
  [`${SERVER}/app.ts`]: `import './features/live/index.ts'; import './features/attendance/index.ts';`,
  [`${SERVER}/main.ts`]: `import './app.ts'; await import('./platform/db.ts');`,
  'apps/web/src/main.tsx': `import { useState } from 'react'; import './theme.css'; import '@smart-presence/contract';
    new Worker(new URL('./worker.ts', import.meta.url)); export const App = () => <p>hello</p>;`,
  'apps/web/src/worker.ts': `import '@smart-presence/face/browser';`,
  'apps/web/src/theme.css': '',
  'apps/cli/src/main.ts': `import '@smart-presence/face/node'; import '@smart-presence/server/main.ts';`,
  'scripts/check.ts': `import 'node:path';`,
};

function violationsWith(planted: Record<string, string>): readonly string[] {
  const tree: Tree = { files: new Map(Object.entries({ ...SOUND, ...planted })), workspaces: WORKSPACES };
  return judgeTree(tree).violations;
}

test('a house in which every rule is kept has no violation', () => {
  assert.deepEqual(violationsWith({}), []);
});

describe('a planted violation is reported', () => {
  const face = '@smart-presence/face';
  const internals = '@smart-presence/server/features/accounts/sign-in.ts';
  const planted: [name: string, path: string, source: string, message: RegExp][] = [
    ['contract → another package', 'packages/contract/src/x.ts', `import 'kysely';`, /zod alone/],
    ['contract → Node', 'packages/contract/src/x.ts', `import 'node:fs';`, /browsers/],
    ['contract → face', 'packages/contract/src/x.ts', `import '${face}';`, /must not know face/],
    ['face → contract', 'packages/face/src/x.ts', `import '@smart-presence/contract';`, /must not know contract/],
    ['platform → feature', `${SERVER}/platform/x.ts`, `import '../features/live/index.ts';`, /must not know feature/],
    ['platform → face', `${SERVER}/platform/x.ts`, `import type { F } from '${face}';`, /must not know face/],
    ['platform → app', `${SERVER}/platform/x.ts`, `import '../app.ts';`, /must not know boot/],
    ['feature → app', `${FEATURES}/live/x.ts`, `import '../../app.ts';`, /must not know boot/],
    ['feature → face', `${FEATURES}/attendance/x.ts`, `import '${face}/node';`, /biometrics and monitoring/],
    ['feature → upwards', `${FEATURES}/biometrics/x.ts`, `import '../attendance/index.ts';`, /not stand above/],
    ['feature → neighbour', `${FEATURES}/academics/x.ts`, `import '../policies/index.ts';`, /not stand above/],
    ['feature → live', `${FEATURES}/attendance/x.ts`, `import '../live/index.ts';`, /not stand above/],
    ['feature → type upwards', `${FEATURES}/accounts/x.ts`, `type A = import('../live/index.ts').A;`, /stand above/],
    ['feature → internals', `${FEATURES}/live/x.ts`, `import '../accounts/sign-in.ts';`, /through its index/],
    ['test → internals', `${FEATURES}/live/x.test.ts`, `import '../accounts/sign-in.ts';`, /through its index/],
    ['app → internals', `${SERVER}/app.ts`, `import './features/accounts/sign-in.ts';`, /through its index/],
    ['feature → helper for tests', `${FEATURES}/live/x.ts`, `import '../accounts/testing/person.ts';`, /only tests/],
    ['unknown feature', `${FEATURES}/games/index.ts`, `import '../accounts/index.ts';`, /no place in the order/],
    ['another floor', `${SERVER}/utils/x.ts`, '', /no other floor/],
    ['web → server', 'apps/web/src/x.ts', `import '@smart-presence/server/main.ts';`, /must not know boot/],
    [
      'web → face for Node',
      'apps/web/src/x.ts',
      `import '${face}/node';`,
      /face\/browser, \/liveness and \/recognise alone/,
    ],
    ['web → Node', 'apps/web/src/x.ts', `import 'node:fs';`, /pages load/],
    ['web → Node, round a corner', 'packages/face/src/types.ts', `import 'sharp';`, /pages load/],
    ['web → worker → server', 'apps/web/src/worker.ts', `import '@smart-presence/server/app.ts';`, /must not know/],
    ['cli → internals', 'apps/cli/src/x.ts', `import '${internals}';`, /through its index/],
    ['neighbouring workspace by path', 'apps/cli/src/x.ts', `import '../../server/src/app.ts';`, /by its name/],
    ['undeclared package', `${SERVER}/platform/x.ts`, `import 'left-pad';`, /no package.json/],
    ['missing file', `${SERVER}/platform/x.ts`, `import './gone.ts';`, /nothing is there/],
    ['computed import', `${SERVER}/platform/x.ts`, `await import(process.argv[2]);`, /cannot be known/],
    ['cycle', `${FEATURES}/accounts/sign-in.ts`, `export * from './index.ts';`, /a cycle/],
    ['cycle of types', `${SERVER}/platform/db.ts`, `import type { X } from './testing.ts';`, /a cycle/],
    ['import of oneself', `${SERVER}/platform/x.ts`, `import './x.ts';`, /a cycle/],
  ];
  for (const [name, path, source, message] of planted) {
    test(name, () => {
      const found = violationsWith({ [path]: source });
      assert.ok(found.length > 0, 'nothing was reported');
      assert.match(found.join('\n'), message);
    });
  }

  test('an area without modules', () => {
    const files = new Map(Object.entries(SOUND).filter(([path]) => !path.startsWith('apps/cli/')));
    assert.match(judgeTree({ files, workspaces: WORKSPACES }).violations.join('\n'), /^cli: no module was read/);
  });
});

test('every way to import is read', () => {
  const found = readImports(
    'x.tsx',
    `import type { A } from './1.ts';
     import { type B } from './2.ts';
     import './3.ts';
     export * from './4.ts';
     export type { C } from './5.ts';
     const six = await import('./6.ts');
     type D = typeof import('./7.ts');
     new Worker(new URL('./8.ts', import.meta.url));
     new URL('./picture.png', import.meta.url); // import './no.ts'
     const text = "import './no.ts'";`,
  );
  const numbers = found.map(({ specifier }) => specifier.slice(2, 3)).sort();
  assert.equal(numbers.join(''), '12345678');
  const types = found.filter(({ typeOnly }) => typeOnly).map(({ specifier }) => specifier);
  assert.deepEqual(types.sort(), ['./1.ts', './5.ts', './7.ts']);
});

test('a file that does not parse is an error, not a file without imports', () => {
  assert.throws(() => readImports('x.ts', 'import { from'), /x\.ts cannot be read/);
});

test('the real tree is read, and what stands in it is known', async () => {
  const tree = await readTree();
  assert.ok(tree.files.has('scripts/import-rules.test.ts'));
  assert.ok(tree.workspaces.length >= 7, 'root, two packages, three apps and e2e');
  assert.ok(judgeTree(tree).modules > 50);
});
