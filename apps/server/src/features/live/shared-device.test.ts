import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTold } from './live-event.ts';
import { mayHear } from './may-hear.ts';

test('a shared device is told to administrators alone', () => {
  const about = { at: 1, actorId: 'a', sectionId: 's', sessionId: 'x', personId: 'a' };
  const told = toTold({ id: 1, type: 'device.shared', ...about, data: { students: [] } });
  assert.ok(told);
  const hears = (role: string, personId = 'a') => mayHear({ personId, role, sections: new Set(['s']) }, told);
  assert.deepEqual([hears('admin', 'admin'), hears('faculty', 'f'), hears('student')], [true, false, false]);
});
