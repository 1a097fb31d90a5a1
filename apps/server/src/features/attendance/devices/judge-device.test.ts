import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeDevice } from './judge-device.ts';

const device = (thumbprint: string, knownSince: number | null = 1, removedAt: number | null = null) => ({
  thumbprint,
  knownSince,
  removedAt,
});

const cases: [string, Parameters<typeof judgeDevice>[0], string][] = [
  ['no key', { thumbprint: null, own: [device('a')] }, 'none'],
  ['the first ever', { thumbprint: 'a', own: [] }, 'first'],
  ['one of theirs', { thumbprint: 'a', own: [device('b'), device('a')] }, 'known'],
  ['another one', { thumbprint: 'c', own: [device('a')] }, 'new'],
  ['removed by its owner', { thumbprint: 'a', own: [device('a', 1, 2)] }, 'new'],
  ['after all were removed', { thumbprint: 'b', own: [device('a', 1, 2)] }, 'new'],
  ['seen before, but never accepted', { thumbprint: 'a', own: [device('a', null), device('b')] }, 'new'],
  ['only ever seen, never accepted', { thumbprint: 'a', own: [device('a', null)] }, 'first'],
];

for (const [name, facts, finding] of cases)
  test(`${name}: ${finding}`, () => assert.equal(judgeDevice(facts), finding));
