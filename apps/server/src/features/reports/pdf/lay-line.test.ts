import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alone, testReport } from '../testing-report.ts';
import { drawable, layLine } from './lay-line.ts';
import { writePdf } from './write-pdf.ts';

const shown = (text: string) => layLine(text, 'regular').map((run) => run.text);
const faces = (text: string) => layLine(text, 'regular').map(({ face }) => face.name);

test('a line is cut by script, and marks stay with their letters', () => {
  assert.deepEqual(shown('Zoe'), ['Zoe']);
  assert.deepEqual(shown('Zoë ಕೃಷ್ಣ श्री'), ['Zoë ', 'ಕೃಷ್ಣ', ' ', 'श्री']);
  assert.deepEqual(faces('ಕೃಷ್ಣ श्री Ž'), [
    'noto-sans-kannada-kannada-400',
    'noto-sans-latin-400',
    'noto-sans-devanagari-400',
    'noto-sans-latin-400',
    'noto-sans-latin-ext-400',
  ]);
});

test('what is written from right to left stands so, with its numbers and brackets the right way round', () => {
  // From left to right as it stands on paper; the letters of a run are as they are read.
  assert.deepEqual(shown('محمد علي'), ['علي', ' ', 'محمد']);
  assert.deepEqual(shown('Ali محمد علي x'), ['Ali ', 'علي', ' ', 'محمد', ' x']);
  assert.deepEqual(shown('محمد (علي) 42'), ['42', ' (', 'علي', ') ', 'محمد']);
});

test('a letter that no font has gets a face all the same', () => {
  assert.deepEqual(faces('王'), ['noto-sans-latin-400']);
});

test('controls, halves of characters and line breaks are not drawn', () => {
  assert.equal(drawable('a\u0007b\nc\ud800'), 'a b c\ufffd');
});

test('no text stops a page from being written', async () => {
  const [part] = testReport().parts;
  assert.ok(part);
  const anything = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(anything, async (names) => {
      const rows = names.map((name) => [name, name, 1, 1, null, null, 'P']);
      const pdf = await writePdf(testReport({ parts: [{ ...part, rows }], title: names[0] ?? '' }), alone);
      assert.equal(pdf.toString('latin1', 0, 5), '%PDF-');
    }),
    { numRuns: 15 },
  );
});
