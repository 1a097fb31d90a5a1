import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { guessMapping, peopleColumnNames, remap, wholeMapping } from './csv-columns.ts';

test('our own export maps onto itself', () => {
  const mapping = guessMapping(peopleColumnNames);
  assert.deepEqual(mapping, Object.fromEntries(peopleColumnNames.map((name) => [name, name])));
});

test('usual names of other systems are recognised', () => {
  assert.deepEqual(guessMapping(['Student Name', 'Roll No.', 'E-mail ID', 'Dept']), {
    name: 'Student Name',
    usn: 'Roll No.',
    email: 'E-mail ID',
    department: 'Dept',
  });
});

test('an alias does not take a column that is named after another of ours', () => {
  const mapping = guessMapping(['Section', 'Class', 'Type', 'Role']);
  assert.deepEqual(mapping, { section: 'Section', role: 'Role' });
});

test('no column of the file is used twice, whatever it is called', () => {
  const heading = fc.oneof(fc.constantFrom('name', 'Name', 'NAME ', 'roll', 'usn', 'mail', 'email'), fc.string());
  fc.assert(
    fc.property(fc.uniqueArray(heading), (columns) => {
      const used = Object.values(guessMapping(columns));
      assert.equal(new Set(used).size, used.length);
      assert.ok(used.every((column) => columns.includes(column)));
    }),
  );
});

test('choosing a used column moves it, choosing none frees it', () => {
  assert.deepEqual(remap({ name: 'A', email: 'B' }, 'usn', 'A'), { email: 'B', usn: 'A' });
  assert.deepEqual(remap({ name: 'A', email: 'B' }, 'email', ''), { name: 'A' });
});

test('the server is told of every column, also of those the file lacks', () => {
  const whole = wholeMapping({ name: 'Student' });
  assert.deepEqual(Object.keys(whole), [...peopleColumnNames]);
  assert.equal(whole.name, 'Student');
  assert.equal(whole.email, '');
});
