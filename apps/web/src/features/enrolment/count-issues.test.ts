import assert from 'node:assert/strict';
import test from 'node:test';
import { countIssues } from './count-issues.ts';

test('pictures are counted by their worst issue, most frequent first', () => {
  const frames = [
    { issues: ['blurred'] as const },
    { issues: ['too_dark', 'blurred'] as const },
    { issues: [] },
    { issues: ['too_dark'] as const },
  ];
  assert.deepEqual(countIssues(frames), [
    { issue: 'too_dark', count: 2 },
    { issue: 'blurred', count: 1 },
  ]);
});
