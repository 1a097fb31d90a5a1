import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FaceError } from '../errors.ts';
import { TEST_CACHE } from '../testing/fixtures.ts';
import { DAWDLE_MS, DOES } from '../testing/fragile-worker.ts';
import type { DescribeJob } from './messages.ts';
import { WorkerPool } from './pool.ts';

describe('workers', () => {
  const settings = { cacheDir: TEST_CACHE, modelsDir: undefined, limits: { maxBytes: 1e7, maxPixels: 1e7 } };
  const script = new URL('../testing/fragile-worker.ts', import.meta.url);
  const job = (does: keyof typeof DOES): DescribeJob => ({
    kind: 'picture',
    images: [Uint8Array.of(DOES[does])],
    options: {},
  });

  test('one that dies fails its own job, and a new one does the next', async () => {
    const pool = new WorkerPool(settings, { threads: 1, queueLimit: 8, script });
    await pool.start();
    const first = await pool.submit(job('answer'));
    const dying = assert.rejects(pool.submit(job('exit')), { code: 'engine_failed' });
    const failing = assert.rejects(pool.submit(job('throw')), { code: 'engine_failed', message: /thrown outside/ });
    const [last] = await pool.submit(job('answer'));
    await Promise.all([dying, failing]);
    assert.notEqual(last!.width, first[0]!.width, 'the thread that answered last is a new one');
    await pool.close();
  });

  test('workers share the jobs', async () => {
    const pool = new WorkerPool(settings, { threads: 2, queueLimit: 8, script });
    await pool.start();
    const answers = await Promise.all([pool.submit(job('answer')), pool.submit(job('answer'))]);
    assert.equal(new Set(answers.map(([description]) => description!.width)).size, 2);
    await pool.close();
  });

  test('what waits is measured in time, learned from what was done; more than the limit is refused and told how long', async () => {
    const pool = new WorkerPool(settings, { threads: 1, queueLimit: 64, waitLimitMs: 4 * DAWDLE_MS, script });
    await pool.start();
    assert.deepEqual(pool.load(), { threads: 1, running: 0, waiting: 0, waitMs: 0, jobMs: 0 });
    for (let i = 0; i < 20; i++) await pool.submit(job('dawdle'));
    const { waitMs, jobMs } = pool.load();
    assert.equal(waitMs, 0, 'nobody waits for a free worker');
    assert.ok(jobMs >= DAWDLE_MS, `${jobMs}`);
    const accepted: Promise<unknown>[] = [];
    const refused: Promise<void>[] = [];
    for (let i = 0; i < 12; i++) {
      const isFull = pool.load().waitMs > 4 * DAWDLE_MS;
      const answer = pool.submit(job('dawdle'));
      if (!isFull) accepted.push(answer);
      else {
        refused.push(
          assert.rejects(answer, (error) => {
            assert.ok(error instanceof FaceError && error.code === 'engine_busy');
            return (error.waitMs ?? 0) > 4 * DAWDLE_MS;
          }),
        );
      }
    }
    assert.ok(accepted.length >= 3 && refused.length >= 5, `${accepted.length} accepted, ${refused.length} refused`);
    await Promise.all([...accepted, ...refused]);
    assert.equal(pool.load().waitMs, 0);
    await pool.submit(job('dawdle'));
    await pool.close();
  });
});
