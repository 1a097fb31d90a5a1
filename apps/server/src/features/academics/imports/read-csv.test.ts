import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { neutral, plain } from './cells.ts';
import { guessMapping } from './columns.ts';
import { collectProblems } from './plan.ts';
import { readHeadings, readRows, textOf } from './read-csv.ts';

const breathe = () => Promise.resolve();
const read = async (text: string, mapping?: Record<string, string>) => {
  const problems = collectProblems();
  const { headings } = readHeadings(text);
  const chosen = mapping ?? Object.fromEntries(headings.map((heading) => [heading, heading]));
  const { rows, total } = await readRows({ kind: 'people', text, mapping: chosen, problems, breathe });
  return { rows, total, problems: problems.list().map(({ row, column, code }) => `${row} ${column} ${code}`) };
};

const header = 'name,email,role,usn,department,year,semester,section,guardian_email,under_18';

describe('reading CSV', () => {
  it('reads a full row; an empty cell clears, or says nothing where something must be', async () => {
    const { rows, problems } = await read(`${header}\nAsha Rao,ASHA@example.edu,,1SP24CS001,CS,2,4,A,,yes`);
    assert.deepEqual(problems, []);
    assert.deepEqual(rows, [
      {
        row: 2,
        says: {
          name: 'Asha Rao',
          email: 'asha@example.edu',
          role: undefined,
          usn: '1SP24CS001',
          department: 'CS',
          year: 2,
          semester: 4,
          section: 'A',
          guardian_email: null,
          under_18: true,
        },
      },
    ]);
  });

  it('says every problem with its row as a spreadsheet counts, empty rows included', async () => {
    const { rows, total, problems } = await read(
      `${header}\n,x@example.edu,student,1,,,,,,\n\nA,not-an-address,student,2,,,,,,\n,,,,,,,,,\nB,,boss,3,,x,,,,maybe\n"two\nlines",,student,4,,,,,,\nC,,student,5,,,,,,`,
    );
    assert.deepEqual(problems, [
      '2 name missing',
      '4 email invalid',
      '6 role invalid',
      '6 year invalid',
      '6 under_18 invalid',
      '7 name invalid',
    ]);
    assert.deepEqual([rows.length, total], [1, 5]);
  });

  it('guesses separator and encoding, and ignores a byte order mark', async () => {
    const latin = textOf(Buffer.from('name;usn\nJos\u00e9;1', 'latin1'));
    assert.deepEqual((await read(latin)).rows, [{ row: 2, says: { name: 'José', usn: '1' } }]);
    const wide = textOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name\tusn\nÅsa\t1', 'utf16le')]));
    assert.deepEqual((await read(wide)).rows, [{ row: 2, says: { name: 'Åsa', usn: '1' } }]);
    assert.deepEqual(readHeadings(textOf(Buffer.from('\uFEFFname,usn\n'))).headings, ['name', 'usn']);
  });

  it('refuses what is no table', () => {
    for (const bytes of [Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]), Buffer.from(''), Buffer.from('\n\n ')])
      assert.throws(() => readHeadings(textOf(bytes)), { code: 'import_unreadable' });
  });

  it('tells where a quotation mark is not closed', async () => {
    const { problems } = await read(`name,usn\nA,1\n"B,2\nC,3`);
    assert.deepEqual(problems, ['3  malformed']);
  });

  it('reads far more than one piece, in order and without losing a row', async () => {
    const lines = Array.from({ length: 9000 }, (_, n) => `"Student, ${n}",U${n}`);
    const { rows, total } = await read(`name,usn\n${lines.join('\r\n')}\r\n`);
    assert.equal(total, 9000);
    assert.ok(rows.every(({ row, says }, n) => row === n + 2 && says.usn === `U${n}`));
  });

  it('guesses columns by name first, then by usual names, each once', () => {
    const ours = ['name', 'email', 'usn', 'semester', 'section'];
    assert.deepEqual(guessMapping(ours, ['Full name', 'E-Mail', 'Roll No.', 'Sem', 'Group']), {
      name: 'Full name',
      email: 'E-Mail',
      usn: 'Roll No.',
      semester: 'Sem',
      section: 'Group',
    });
    assert.deepEqual(guessMapping(['course', 'code'], ['code']), { code: 'code' });
  });

  it('neutralises every cell that a spreadsheet would run, and reads back exactly what was there', () => {
    for (const formula of ['=1+1', '+1', '-1', '@x', '\t=1', '\uFF1D1', "'=1"]) assert.match(neutral(formula), /^'/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+@-].{0,5}$/)), (text) => {
        const cell = neutral(text.trim());
        assert.doesNotMatch(cell, /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/);
        assert.equal(plain(cell), text.trim());
      }),
    );
  });
});
