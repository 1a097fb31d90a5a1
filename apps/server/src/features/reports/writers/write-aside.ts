import { Worker } from 'node:worker_threads';
import type { Report, ReportFormat } from '@smart-presence/contract';
import { writeReport } from './write-report.ts';
import type { WorkerTask, WorkerWord } from './write-worker.ts';
import type { Writing } from './writing.ts';

/** Threads that write at a time, for the whole server: what more people ask for waits. */
const MOST_AT_ONCE = 2;

let atWork = 0;
const waiting: (() => void)[] = [];

const takeTurn = async (): Promise<void> => {
  if (atWork >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else atWork += 1;
};

/** Whoever waits longest goes on in this one's place. */
const endTurn = (): void => {
  const next = waiting.shift();
  if (next) next();
  else atWork -= 1;
};

/**
 * Writes a report without holding the server up: shaping letters and packing workbooks take long stretches of the processor, so a
 * thread of its own does it. CSV is quick, and written here.
 * @throws whatever `breathe` throws, when the work is to stop; the thread is ended then.
 */
export const writeAside = async (report: Report, format: ReportFormat, writing: Writing): Promise<Buffer> => {
  if (format === 'csv') return writeReport(report, format, writing);
  await takeTurn();
  try {
    await writing.breathe();
    return await inThread({ report, format }, writing);
  } finally {
    endTurn();
  }
};

const inThread = async (task: WorkerTask, { breathe, progress }: Writing): Promise<Buffer> => {
  const worker = new Worker(new URL('./write-worker.ts', import.meta.url), { workerData: task });
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.on('message', (word: WorkerWord) => {
        if ('bytes' in word) return resolve(Buffer.from(word.bytes.buffer));
        progress(word.done, word.total);
        breathe().catch(reject);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread that writes reports ended with ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
};
