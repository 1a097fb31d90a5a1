import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ComparedUse, mayBePassedOn, relayHints } from './relay-hints.ts';

const SHOWN_MS = 10_000;
const use = (network: string, metres: number | null = 20, accuracy: number | null = 15): ComparedUse => ({
  network,
  metres,
  accuracy,
});
const room = Array.from({ length: 6 }, () => use('campus'));

const cases: [string, Parameters<typeof relayHints>[0], boolean, Partial<ReturnType<typeof relayHints>>][] = [
  ['among the others', { age: 4000, own: use('campus'), others: room }, false, { late: false }],
  ['slow fingers alone', { age: 17_000, own: use('campus'), others: room }, false, { late: true }],
  ['mobile data alone', { age: 4000, own: use('mobile'), others: room }, false, { otherNetwork: true }],
  ['late and from another network', { age: 17_000, own: use('mobile'), others: room }, true, {}],
  ['elsewhere', { age: 4000, own: use('campus', 5000), others: room }, true, { apart: true }],
  [
    'elsewhere, as far as a bad position can tell',
    { age: 4000, own: use('campus', 5000, 5000), others: room },
    false,
    {},
  ],
  ['the next building', { age: 4000, own: use('campus', 300), others: room }, false, { apart: false }],
  ['no position', { age: 4000, own: use('campus', null, null), others: room }, false, { apart: false }],
  [
    'nobody to compare with',
    { age: 17_000, own: use('mobile', 9000), others: room.slice(0, 3) },
    false,
    { late: true },
  ],
  [
    'everybody on a network of their own',
    { age: 17_000, own: use('x'), others: ['a', 'b', 'c', 'd', 'e'].map((name) => use(name)) },
    false,
    { otherNetwork: false },
  ],
  [
    'one more on the same other network',
    { age: 17_000, own: use('mobile'), others: [...room, use('mobile')] },
    false,
    { otherNetwork: false },
  ],
];

for (const [name, facts, flagged, expected] of cases) {
  test(`${name}: ${flagged ? 'flagged' : 'not flagged'}`, () => {
    const hints = relayHints(facts, SHOWN_MS);
    assert.equal(mayBePassedOn(hints), flagged, JSON.stringify(hints));
    for (const [key, value] of Object.entries(expected)) assert.equal(hints[key as 'late'], value, key);
    assert.equal(hints.comparedWith, facts.others.length);
  });
}
