import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type ClientCode } from '../../../api/api-error.ts';
import type { KeptCheckIn } from './pack.ts';
import { makeKey } from './seal.ts';
import { KEEP_MS, type Settled, waitingQueue } from './waiting-queue.ts';
import type { WaitingRow, WaitingStore } from './waiting-store.ts';

const failure = (status: number, code: ClientCode) => new ApiError({ status, code, message: 'm', advice: 'a' });

const checkIn = (key: string, patch: Partial<KeptCheckIn> = {}): KeptCheckIn => ({
  key,
  sessionId: 'session',
  courseName: 'Networks',
  capturedAt: 5,
  body: { challengeId: 'c', frameTimes: [0, 1, 2] },
  frames: ['one', 'two', ''].map((text) => new Blob([`face ${text}`], { type: 'image/jpeg' })),
  ...patch,
});

/** A store in memory, on a clock that stands. */
const scene = () => {
  const rows = new Map<string, WaitingRow>();
  const keys = new Map<string, CryptoKey>();
  const clock = { now: 1000 };
  const store: WaitingStore = {
    keyOf: async (personId) => {
      const key = keys.get(personId) ?? (await makeKey());
      keys.set(personId, key);
      return key;
    },
    put: async (row) => rows.set(row.id, row),
    all: async () => [...rows.values()],
    remove: async (id) => void rows.delete(id),
    forgetKey: async (personId) => void keys.delete(personId),
  };
  const queue = waitingQueue(store, () => clock.now);
  const settled: Settled<string>[] = [];
  const sent: string[] = [];
  const signedIn = { as: 'asha' };
  const sendAll = (answer: (checkIn: KeptCheckIn) => Promise<string>, personId = 'asha') =>
    queue.sendAll<string>({
      personId,
      whoIsSignedIn: async () => signedIn.as,
      send: (kept) => {
        sent.push(kept.key);
        return answer(kept);
      },
      alone: (_, work) => work(),
      onSettled: (one) => settled.push(one),
    });
  return { rows, keys, clock, queue, settled, sent, signedIn, sendAll };
};

test('what is sent is what was kept, to the byte, and it goes once it is answered', async () => {
  const { queue, rows, settled, sendAll } = scene();
  const kept = checkIn('a');
  await queue.keep('asha', kept);
  await sendAll(async ({ frames, ...words }) => {
    const { frames: before, ...said } = kept;
    assert.deepEqual(words, said);
    assert.deepEqual(
      await Promise.all(frames.map((frame) => frame.text())),
      await Promise.all(before.map((frame) => frame.text())),
    );
    assert.deepEqual(new Set(frames.map(({ type }) => type)), new Set(['image/jpeg']));
    return 'tick';
  });
  assert.equal(rows.size, 0);
  assert.deepEqual(
    settled.map((one) => 'reply' in one && one.reply),
    ['tick'],
  );
});

test('at rest there is neither picture nor word to read, and the key cannot be read', async () => {
  const { queue, rows, keys } = scene();
  await queue.keep('asha', checkIn('a'));
  const { sealed } = rows.get('a')!;
  const text = new TextDecoder('latin1').decode(sealed);
  assert.doesNotMatch(text, /face|Networks|challengeId/);
  await assert.rejects(crypto.subtle.exportKey('raw', keys.get('asha')!));
});

test('no connection, a busy server or an ended sign-in leave it waiting, and those behind it', async () => {
  for (const error of [
    failure(0, 'network'),
    failure(503, 'overloaded'),
    failure(500, 'internal'),
    failure(429, 'too_many_requests'),
    failure(401, 'sign_in_required'),
    failure(403, 'csrf_failed'),
  ]) {
    const { queue, sent, settled, sendAll } = scene();
    await queue.keep('asha', checkIn('a'));
    await queue.keep('asha', checkIn('b'));
    await sendAll(() => Promise.reject(error));
    assert.deepEqual([sent, settled], [['a'], []], error.code);
    assert.equal((await queue.list('asha')).length, 2);
  }
});

test('an answer that says no is final, and the next one goes', async () => {
  const { queue, sent, settled, sendAll } = scene();
  await queue.keep('asha', checkIn('a'));
  await queue.keep('asha', checkIn('b'));
  const no = failure(409, 'check_in_too_late');
  await sendAll(({ key }) => (key === 'a' ? Promise.reject(no) : Promise.resolve('tick')));
  assert.deepEqual(sent, ['a', 'b']);
  assert.equal('error' in settled[0]! && settled[0].error, no);
  assert.deepEqual(await queue.list('asha'), []);
});

test('signed in again at once: it waits until its challenge has run out, then the answer stands', async () => {
  const { queue, clock, settled, sendAll } = scene();
  await queue.keep('asha', checkIn('a'));
  const no = () => Promise.reject(failure(409, 'challenge_invalid'));
  clock.now += 119_000;
  await sendAll(no);
  assert.equal((await queue.list('asha')).length, 1);
  clock.now += 1000;
  await sendAll(no);
  assert.equal(settled.length, 1);
  assert.deepEqual(await queue.list('asha'), []);
});

test('another person sees, sends and loses nothing of it', async () => {
  const { queue, sent, sendAll, signedIn } = scene();
  await queue.keep('asha', checkIn('a'));
  signedIn.as = 'bela';
  assert.deepEqual(await queue.list('bela'), []);
  await sendAll(async () => 'tick', 'bela');
  // A tab of the first person's that is still open, when the second one has signed in.
  await sendAll(async () => 'tick', 'asha');
  assert.deepEqual(sent, []);
  await queue.forget('bela');
  assert.equal((await queue.list('asha')).length, 1);
});

test('a no that another person was given is not taken for an answer', async () => {
  const { queue, settled, sendAll, signedIn } = scene();
  await queue.keep('asha', checkIn('a'));
  await sendAll(() => {
    signedIn.as = 'bela';
    return Promise.reject(failure(404, 'not_found'));
  });
  assert.deepEqual(settled, []);
  assert.equal((await queue.list('asha')).length, 1);
});

test('a row under another name, or changed, does not open and is thrown away', async () => {
  const { queue, rows, sent, sendAll, signedIn } = scene();
  await queue.keep('asha', checkIn('a'));
  const row = rows.get('a')!;
  rows.set('a', { ...row, personId: 'bela' });
  signedIn.as = 'bela';
  await sendAll(async () => 'tick', 'bela');
  rows.set('b', { ...row, id: 'b' });
  signedIn.as = 'asha';
  await sendAll(async () => 'tick');
  assert.deepEqual([sent, rows.size], [[], 0]);
});

test('signing out erases what waits and the key; a day erases everybody’s', async () => {
  const { queue, rows, keys, clock } = scene();
  await queue.keep('asha', checkIn('a'));
  await queue.keep('bela', checkIn('b'));
  await queue.forget('asha');
  assert.deepEqual([[...rows.keys()], [...keys.keys()]], [['b'], ['bela']]);
  clock.now += KEEP_MS;
  await queue.sweep();
  assert.equal(rows.size, 1);
  clock.now += 1;
  await queue.sweep();
  assert.equal(rows.size, 0);
});

test('two tabs at once: one of them sends', async () => {
  const { queue, sent } = scene();
  await queue.keep('asha', checkIn('a'));
  const held = new Set<string>();
  const tab = () =>
    queue.sendAll<string>({
      personId: 'asha',
      whoIsSignedIn: async () => 'asha',
      send: async ({ key }) => {
        sent.push(key);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 'tick';
      },
      alone: async (id, work) => {
        if (held.has(id)) return undefined;
        held.add(id);
        return work().finally(() => held.delete(id));
      },
      onSettled: () => undefined,
    });
  await Promise.all([tab(), tab()]);
  assert.deepEqual(sent, ['a']);
});

test('what another tab has sent meanwhile is not sent again', async () => {
  const { queue, rows, sent } = scene();
  await queue.keep('asha', checkIn('a'));
  await queue.sendAll<string>({
    personId: 'asha',
    whoIsSignedIn: async () => 'asha',
    send: async ({ key }) => {
      sent.push(key);
      return 'tick';
    },
    // The lock comes free when the other tab is done.
    alone: (_, work) => {
      rows.clear();
      return work();
    },
    onSettled: () => undefined,
  });
  assert.deepEqual(sent, []);
});
