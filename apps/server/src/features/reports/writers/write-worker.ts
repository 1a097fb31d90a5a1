import { parentPort, workerData } from 'node:worker_threads';
import type { Report, ReportFormat } from '@smart-presence/contract';
import { writeReport } from './write-report.ts';

/** What a worker is given. */
export interface WorkerTask {
  report: Report;
  format: ReportFormat;
}

/** What it says: how far it is, and at last the file. */
export type WorkerWord = { done: number; total: number } | { bytes: Uint8Array };

const TELL_MS = 100;

/** One report in a thread of its own; it ends with it, and with it all the fonts and pages it held. */
const { report, format } = workerData as WorkerTask;
const say = (word: WorkerWord, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(word, transfer);
let told = 0;
const bytes = await writeReport(report, format, {
  breathe: () => Promise.resolve(),
  progress: (done, total) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    say({ done, total });
  },
});
// A copy without what a pool of buffers has around it: its memory is handed over, not copied again.
const own = Uint8Array.from(bytes);
say({ bytes: own }, [own.buffer]);
