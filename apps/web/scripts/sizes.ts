import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** JavaScript a visitor of the sign-in page downloads, bytes after brotli. */
const signInBudget = 120_000;

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

/** Prints brotli sizes after a build, and fails it when the sign-in page outgrows its budget. */
export function reportSizes(): Plugin {
  return {
    name: 'report-sizes',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const file of Object.values(bundle)) if (file.type === 'chunk') chunks.set(file.fileName, file);
      const path = signInChunks(chunks);
      const rows = path.map((chunk) => ({ name: chunk.fileName, size: brotli(chunk.code) }));
      const total = rows.reduce((sum, row) => sum + row.size, 0);
      const lines = rows.map((row) => `  ${kilobytes(row.size).padStart(9)}  ${row.name}`);
      console.log(
        `\nSign-in page, JavaScript after brotli:\n${lines.join('\n')}\n  ${kilobytes(total).padStart(9)}  total`,
      );
      if (total > signInBudget) this.error(`The sign-in page outgrew its ${kilobytes(signInBudget)} of JavaScript.`);
    },
  };
}

/** The entry, the sign-in entrance, and everything either imports at once. */
function signInChunks(chunks: Map<string, Chunk>): Chunk[] {
  const starts = [...chunks.values()].filter(
    (chunk) => chunk.isEntry || chunk.moduleIds.some((id) => id.endsWith('/entrances/sign-in.tsx')),
  );
  if (starts.length < 2) throw new Error('The sign-in entrance is no longer a chunk of its own: fix scripts/sizes.ts.');
  const seen = new Set<Chunk>();
  const visit = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    for (const name of chunk.imports) visit(chunks.get(name));
  };
  for (const chunk of starts) visit(chunk);
  return [...seen];
}
