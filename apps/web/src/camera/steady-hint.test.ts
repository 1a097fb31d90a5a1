import assert from 'node:assert/strict';
import test from 'node:test';
import { steady, steadyFrom } from './steady-hint.ts';

test('a flicker is not shown, a lasting change is', () => {
  let hint = steadyFrom('closer', 0);
  hint = steady(hint, 'good', 100);
  hint = steady(hint, 'closer', 200);
  hint = steady(hint, 'good', 300);
  assert.equal(hint.shown, 'closer');
  hint = steady(hint, 'good', 560);
  assert.equal(hint.shown, 'good');
});

test('two hints that take turns never replace the shown one', () => {
  let hint = steadyFrom('good', 0);
  for (let at = 100; at < 3000; at += 100) hint = steady(hint, at % 200 === 0 ? 'closer' : 'centre', at);
  assert.equal(hint.shown, 'good');
});
