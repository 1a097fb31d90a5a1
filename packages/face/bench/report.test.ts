import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Part, printed, withPart } from './report.ts';
import type { Table } from './suite.ts';
import { interleave, median } from './timing.ts';

const table = (value: string): Table => ({
  title: 'Speed',
  note: 'Measured.',
  columns: ['what', 'ms'],
  rows: [['walk', value]],
});
const part = (name: string, value: string): Part => ({ name, title: name, tables: [table(value)] });

test('a part of the document is replaced in place and the others stay', () => {
  const first = withPart('# Benchmarks\n', part('engine', '1'));
  const both = withPart(first, part('search', '2'));
  const again = withPart(both, part('engine', '333'));
  assert.match(again, /^# Benchmarks\n\n<!-- bench: engine -->/);
  assert.ok(again.includes('| walk | 333 |') && again.includes('| walk | 2 |'));
  assert.ok(!again.includes('| walk | 1 |'));
  assert.ok(again.indexOf('bench: engine') < again.indexOf('bench: search'));
  assert.equal(withPart(again, part('engine', '333')), again);
});

test('columns line up in the terminal, numbers to the right', () => {
  assert.equal(printed('Bench', [table('12345')]), '\nBench\n\nSpeed\n  what      ms\n  walk   12345\n');
});

test('contestants take turns, warm-ups do not count, and the middle one is told', async () => {
  const calls: string[] = [];
  const stage = [100, 1, 3, 2];
  const result = await interleave({
    rounds: 3,
    warmUps: 1,
    contestants: {
      a: async () => {
        calls.push('a');
        return { step: stage.shift() ?? 0 };
      },
      b: async () => {
        calls.push('b');
        return {};
      },
    },
  });
  assert.equal(calls.join(''), 'abababab');
  assert.deepEqual(result.a.stages, { step: 2 });
  assert.deepEqual(result.b.stages, {});
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
