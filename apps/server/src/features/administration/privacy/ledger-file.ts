import { appendFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Db } from '../../../platform/db/index.ts';
import { type Erasure, erasuresSince } from '../../../platform/personal-data/index.ts';
import { replayErasures } from './replay-erasures.ts';

export const LEDGER_FILE = 'erasures.jsonl';

/** Lines of a database older than this are in the file already. */
const LOOK_BACK_MS = 24 * 3_600_000;

const Line = z.object({
  id: z.string(),
  kind: z.enum(['template', 'consent', 'person']),
  personId: z.string(),
  at: z.number(),
});

export interface LedgerFile {
  /** Appends what this or another server has erased since. */
  writeDown(now: number): Promise<void>;
}

/**
 * The ledger beside the database: a copy of the database that is put back has forgotten what was erased after it was made, and
 * this file has not. Opened before the server listens: what the database does not know of is erased again first.
 * @throws Error naming a line that cannot be read: erasing less than was promised must not go unnoticed.
 */
export const openLedgerFile = async (
  db: Db,
  { dataDir, onReplayed }: { dataDir: string; onReplayed: (count: number) => void },
): Promise<LedgerFile> => {
  const path = join(dataDir, LEDGER_FILE);
  const kept = await readLedger(path);
  const replayed = await replayErasures(db, kept);
  if (replayed > 0) onReplayed(replayed);
  const written = new Set(kept.map(({ id }) => id));
  const writeSince = async (since: number): Promise<void> => {
    const fresh = (await erasuresSince(db, since)).filter(({ id }) => !written.has(id));
    if (fresh.length === 0) return;
    await append(path, fresh);
    for (const { id } of fresh) written.add(id);
  };
  await writeSince(0);
  return { writeDown: (now) => writeSince(now - LOOK_BACK_MS) };
};

export const readLedger = async (path: string): Promise<Erasure[]> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  // A line without its end was being written when the power went: it is written again from the database.
  lines.pop();
  return lines.map((line, at) => {
    const read = Line.safeParse(parse(line));
    if (!read.success) throw new Error(`${path}:${at + 1} is no erasure: put the file back from a copy`);
    return read.data;
  });
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const append = async (path: string, erasures: readonly Erasure[]): Promise<void> => {
  await endLine(path);
  await appendFile(path, erasures.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600, flush: true });
};

/** Closes a line that was cut off. */
const endLine = async (path: string): Promise<void> => {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    if (size === 0) return;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer[0] === 0x0a) return;
    const whole = await readFile(path, 'utf8');
    await file.truncate(Buffer.byteLength(whole.slice(0, whole.lastIndexOf('\n') + 1)));
  } finally {
    await file.close();
  }
};
