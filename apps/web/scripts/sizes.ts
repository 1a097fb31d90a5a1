import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

interface Journey {
  name: string;
  /** JavaScript downloaded by the end of it, bytes after brotli. */
  budget: number;
  /** Modules loaded on the way, by the end of their path, besides the entry and all that these import at once. */
  modules: readonly string[];
}

const journeys: readonly Journey[] = [
  { name: 'Sign-in page', budget: 120_000, modules: ['/entrances/sign-in.tsx'] },
  {
    // Before the face runtime and models, which run in a worker of their own.
    name: 'Student check-in',
    budget: 200_000,
    modules: [
      '/entrances/app.tsx',
      '/app/shell.tsx',
      '/student/home.tsx',
      '/student/check-in.tsx',
      '/camera/guidance.ts',
    ],
  },
];

interface Chunk {
  fileName: string;
  code: string;
  imports: string[];
  isEntry: boolean;
  facadeModuleId: string | null;
  moduleIds: string[];
}

const brotli = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength;
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** Prints brotli sizes after a build, and fails it when a journey outgrows its budget. */
export function reportSizes(): Plugin {
  return {
    name: 'report-sizes',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const file of Object.values(bundle)) if (file.type === 'chunk') chunks.set(file.fileName, file);
      for (const { name, budget, modules } of journeys) {
        const rows = chunksOf(modules, chunks).map((chunk) => ({ name: chunk.fileName, size: brotli(chunk.code) }));
        const total = rows.reduce((sum, row) => sum + row.size, 0);
        const lines = rows.map((row) => `  ${kilobytes(row.size).padStart(9)}  ${row.name}`);
        console.log(
          `\n${name}, JavaScript after brotli:\n${lines.join('\n')}\n  ${kilobytes(total).padStart(9)}  total`,
        );
        if (total > budget) this.error(`${name}: outgrew its ${kilobytes(budget)} of JavaScript.`);
      }
    },
  };
}

/** The entry, the chunks that hold these modules, and everything any of them imports at once. */
function chunksOf(modules: readonly string[], chunks: Map<string, Chunk>): Chunk[] {
  const all = [...chunks.values()];
  const starts = all.filter((chunk) => chunk.isEntry);
  for (const module of modules) {
    const chunk = all.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)));
    if (!chunk) throw new Error(`${module} is in no chunk any more: fix scripts/sizes.ts.`);
    starts.push(chunk);
  }
  const seen = new Set<Chunk>();
  const visit = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    for (const name of chunk.imports) visit(chunks.get(name));
  };
  for (const chunk of starts) visit(chunk);
  return [...seen];
}
