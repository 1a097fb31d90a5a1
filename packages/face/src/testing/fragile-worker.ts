import { parentPort, threadId } from 'node:worker_threads';
import type { Job, Reply } from '../node/messages.ts';

/** What the first byte of a picture makes this worker do: it stands in for a net or a decoder that crashes. */
export const DOES = { answer: 0, exit: 1, throw: 2, dawdle: 3 } as const;

/** A long picture. */
export const DAWDLE_MS = 40;

const say = (reply: Reply) => parentPort?.postMessage(reply);
const ms = { decode: 0, detect: 0, landmarks: 0, align: 0, embed: 0 };

parentPort?.on('message', ({ images }: Job) => {
  const does = images[0]![0];
  if (does === DOES.exit) process.exit(1);
  if (does === DOES.throw) throw new Error('thrown outside of any promise');
  if (does === DOES.dawdle) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DAWDLE_MS);
  // The width tells which thread answered.
  say({ kind: 'done', answer: [{ width: threadId, height: 1, faces: [], ms, tracked: false }] });
});
say({ kind: 'ready', model: { id: 'fragile', dimensions: 1, matchThreshold: 1 } });
