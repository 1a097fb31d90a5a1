import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from './source-files.ts';

export interface Command {
  /** An executable on the PATH, and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Also pass output on as it comes: for commands that keep a person waiting. */
  readonly echo?: boolean;
}

export interface Ended {
  /** Exit code; 1 when the command ended by a signal, could not be started or ran out of time. */
  readonly code: number;
  /** Both streams, in the order they arrived. */
  readonly output: string;
}

/** Where Node 24 and the tools are, also when this was not started by npm. */
const BIN = join(ROOT, 'node_modules/.bin');
const PATIENCE_MS = 3_000;
const running = new Set<ChildProcess>();
let leaving = false;

/** Runs a command to its end. It gets no input, and nothing it started outlives it. Never rejects. */
export async function runCommand({ argv, cwd, env, timeoutMs, echo = false }: Command): Promise<Ended> {
  if (leaving) return { code: 1, output: 'Not started: everything is being ended.' };
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its children can be ended with it.
    detached: true,
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (echo) process.stdout.write(text);
    });
  }
  const timer = setTimeout(() => {
    output += `\n${program} was still running after ${timeoutMs / 1000} s and was ended.\n`;
    void endGroup(child);
  }, timeoutMs);
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.once('exit', (exitCode) => {
      // What the command left behind would keep its streams open and a port taken.
      signalGroup(child, 'SIGKILL');
      child.once('close', () => resolve(exitCode ?? 1));
    });
  });
  clearTimeout(timer);
  running.delete(child);
  return { code, output };
}

/** Ends all commands when this process is told to end or loses its parent, then ends it. Call once, at start. */
export function endCommandsWithUs(): void {
  const leave = async (code: number) => {
    leaving = true;
    await Promise.all([...running].map(endGroup));
    process.exit(code);
  };
  process.once('SIGINT', () => void leave(130));
  process.once('SIGTERM', () => void leave(143));
  process.once('SIGHUP', () => void leave(129));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void leave(1);
  }, 1_000).unref();
}

async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + PATIENCE_MS;
  while (signalGroup(child, 0) && Date.now() < deadline) await wait(50);
  signalGroup(child, 'SIGKILL');
}

/** @returns false when nobody of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
