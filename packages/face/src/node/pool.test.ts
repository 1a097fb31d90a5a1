import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TEST_CACHE } from '../testing/fixtures.ts';
import { DOES } from '../testing/fragile-worker.ts';
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
});
