import { join, relative, sep } from 'node:path';
import { runCommand } from './run-command.ts';
import { ROOT, sourceFiles } from './source-files.ts';
import type { Task } from './task.ts';

export const PROJECTS = ['tsconfig.json', 'apps/web/tsconfig.json'];

/** Type-checks every project, and fails when a TypeScript file of ours belongs to none of them. */
export const types: Task = {
  name: 'types',
  async run() {
    const ours = (await sourceFiles()).filter((path) => /\.[cm]?tsx?$/.test(path));
    const seen = new Set<string>();
    const complaints: string[] = [];
    for (const project of PROJECTS) {
      const { code, output } = await tsc(project);
      const lines = output.split('\n').filter((line) => line !== '');
      const listed = lines.filter((line) => line.startsWith(ROOT + sep));
      for (const path of listed) seen.add(relative(ROOT, path).split(sep).join('/'));
      if (code !== 0) complaints.push(`tsc -p ${project}`, ...lines.filter((line) => !/^\/.*\.[cm]?tsx?$/.test(line)));
    }
    for (const path of ours.filter((path) => !seen.has(path))) complaints.push(`${path} is in no tsconfig.`);
    return {
      passed: ours.length > 0 && complaints.length === 0 ? 1 : 0,
      failed: complaints.length === 0 ? 0 : 1,
      note: `${ours.length} files`,
      output: complaints.join('\n'),
    };
  },
};

/**
 * The compiler keeps what it knew of each file's content and looks again only at what a change can reach; it tells
 * what it found before as well. One checker, because each further one works out the same types for itself.
 */
function tsc(project: string) {
  const memory = join('node_modules/.cache/smart-presence/types', `${project.replaceAll('/', '.')}.tsbuildinfo`);
  const remembering = ['--incremental', '--tsBuildInfoFile', memory, '--checkers', '1'] as const;
  const argv = ['tsc', '-p', project, '--listFiles', '--pretty', 'false', ...remembering] as const;
  return runCommand({ argv, cwd: ROOT, timeoutMs: 120_000 });
}

/** Biome: rules and format. A warning fails too: nobody reads what does not fail. */
export const lint: Task = {
  name: 'lint and format',
  async run() {
    const argv = ['biome', 'ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=50', '.'] as const;
    const { code, output } = await runCommand({ argv, cwd: ROOT, timeoutMs: 120_000 });
    const files = Number(output.match(/Checked (\d+) files?/)?.[1] ?? 0);
    const failed = code !== 0 ? 1 : 0;
    return { passed: files > 0 && failed === 0 ? 1 : 0, failed, note: `${files} files`, output };
  },
};

/** A script of ours that ends with a line "N things read, …" and fails by its exit code. */
export function script(name: string, path: string): Task {
  return {
    name,
    async run() {
      const { code, output } = await runCommand({ argv: ['node', path], cwd: ROOT, timeoutMs: 120_000 });
      const note = output.trimEnd().split('\n').at(-1) ?? '';
      const read = Number(note.match(/^(\d+) /)?.[1] ?? 0);
      return { passed: code === 0 && read > 0 ? 1 : 0, failed: code === 0 ? 0 : 1, note, output };
    },
  };
}
