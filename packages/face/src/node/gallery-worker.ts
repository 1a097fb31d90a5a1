import { parentPort, workerData } from 'node:worker_threads';
import { createOpenGallery, type Match } from '../gallery.ts';
import type { GalleryAnswer, GallerySettings, GalleryTask } from './gallery-messages.ts';
import { RowProduct } from './gallery-product.ts';

/** For fewer probes than this the scan is faster than the product, which is paid for in full from the first one on. */
const WORTH_A_PRODUCT = 6;
/** The product's sums for so many probes stay in the cache; more are done in turns. */
const PROBES_TOGETHER = 64;

const port = parentPort!;
const settings = workerData as GallerySettings;
const { gallery, rows } = createOpenGallery(settings, (row) => product.changed(row));
const product = new RowProduct(rows);

async function search(probes: readonly Float32Array[], k: number): Promise<Match[][]> {
  if (probes.length < WORTH_A_PRODUCT) return gallery.searchBatch(probes, k);
  const matches: Match[][] = [];
  for (let at = 0; at < probes.length; at += PROBES_TOGETHER) {
    const some = probes.slice(at, at + PROBES_TOGETHER);
    matches.push(...(await gallery.searchBy((props) => product.find(props), some, k)));
  }
  return matches;
}

async function perform(task: GalleryTask): Promise<Match[][]> {
  if (task.kind === 'search') return search(task.probes, task.k);
  if (task.kind === 'clear') gallery.clear();
  else if (task.kind === 'remove') for (const id of task.ids) gallery.remove(id);
  else {
    const { dimensions } = settings;
    task.ids.forEach((id, at) => {
      gallery.add(id, task.values.subarray(at * dimensions, (at + 1) * dimensions));
    });
    task.values.fill(0);
  }
  return [];
}

/** One after the other: a search must not see half a change. */
let last = Promise.resolve();
port.on('message', (task: GalleryTask) => {
  last = last.then(async () => {
    const answer: GalleryAnswer = await perform(task).then(
      (matches) => ({ kind: 'done', matches }),
      (error: unknown) => ({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    port.postMessage(answer);
  });
});
