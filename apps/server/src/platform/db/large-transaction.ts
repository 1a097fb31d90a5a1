import { type FileHandle, open, stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { type Db, type Trx, urlFor } from './open.ts';
import { AUTO_CHECKPOINT_PAGES, CACHE_KB } from './sqlite.ts';
import { transact } from './transact.ts';

/** Small enough that what was written leaves for the file while the work goes on, and not all at the end. */
const SPILLING_CACHE_KB = 4096;
const FLUSH_MS = 200;
/** SQLite's own default. */
const PAGE_BYTES = 4096;

/**
 * `transact` for work that writes tens of thousands of rows. In SQLite, committing holds the process until everything is on
 * disk; here most of it is there by then: pages leave memory early, another thread flushes the log meanwhile, and another
 * one brings the log back into the file afterwards. What it promises is the same. In PostgreSQL nothing is different.
 */
export const transactLarge = async <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> => {
  const file = db.isTransaction ? undefined : fileOf(db);
  if (file === undefined) return transact(db, work);
  const flusher = await flushRegularly(`${file}-wal`);
  try {
    return await transact(db, async (trx) => {
      await pragma(trx, `cache_size = -${SPILLING_CACHE_KB}`);
      await pragma(trx, 'wal_autocheckpoint = 0');
      const result = await work(trx);
      await flusher.flush();
      return result;
    });
  } finally {
    await flusher.close();
    await pragma(db, `cache_size = -${CACHE_KB}`);
    if ((await sizeOf(`${file}-wal`)) > AUTO_CHECKPOINT_PAGES * PAGE_BYTES) await checkpoint(file);
    await pragma(db, `wal_autocheckpoint = ${AUTO_CHECKPOINT_PAGES}`);
  }
};

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const fileOf = (db: Db): string | undefined => {
  const file = urlFor(db)?.match(/^sqlite:(.*)$/)?.[1];
  return file === ':memory:' ? undefined : file;
};

const pragma = (db: Db, text: string): Promise<unknown> => sql.raw(`pragma ${text}`).execute(db);

/** Asks the system to write what it holds of a file, on a thread of its own, again and again. */
const flushRegularly = async (path: string) => {
  const file = await open(path, 'r+').catch(() => undefined);
  let flushing: Promise<void> | undefined;
  const begin = () => {
    flushing ??= flush(file).finally(() => {
      flushing = undefined;
    });
  };
  const timer = setInterval(begin, FLUSH_MS);
  return {
    /** Everything that was written until now. */
    flush: async () => {
      await flushing;
      await flush(file);
    },
    close: async () => {
      clearInterval(timer);
      await flushing;
      await file?.close();
    },
  };
};

/** Only saves time: committing flushes what is left, and reports what cannot be written. */
const flush = async (file: FileHandle | undefined): Promise<void> => {
  await file?.datasync().catch(() => {});
};

/** Brings the log back into the file without keeping anybody waiting. A later one does what this could not. */
const checkpoint = (file: string): Promise<void> =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file });
    worker.on('error', () => resolve());
    worker.on('exit', () => resolve());
  });
