import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A program one can call: `run` gets what stands behind its name and answers with the exit code. */
export interface Command {
  help: string;
  run(args: readonly string[]): Promise<number>;
}

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** The call itself is wrong. Printed with a pointer to `--help`; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * `parseArgs` of node:util, strict, with errors in our words. `--help` is known everywhere.
 * @throws UsageError for an unknown option, a missing value, or a value where none belongs.
 */
export function readArguments<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /^Unknown option '([^']+)'/.exec(message)?.[1];
    if (unknown) throw new UsageError(`unknown option ${unknown}${hint(unknown, Object.keys(options))}`);
    throw new UsageError(message.split('\n')[0]?.replace(/\. .*$/, '') ?? message);
  }
}

function hint(given: string, known: readonly string[]): string {
  const near = nearest(given.replace(/^--?/, ''), known);
  return near ? ` (did you mean --${near}?)` : '';
}

/** The known word at most two letters away from what was typed. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  return known
    .map((word) => ({ word, away: lettersApart(given, word) }))
    .filter(({ word, away }) => away <= 2 && away < word.length)
    .sort((a, b) => a.away - b.away)[0]?.word;
}

/** Edit distance of Levenshtein. */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...a].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
