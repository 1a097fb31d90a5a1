import assert from 'node:assert/strict';
import { test } from 'node:test';
import readXlsx, { type Row } from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import { AS_OF, alone, testReport, wideReport } from '../testing-report.ts';
import { writeAside } from './write-aside.ts';
import { fileName, writeReport } from './write-report.ts';

/** The text of each page, read by pdf.js. */
const pagesOf = async (pdf: Buffer): Promise<string[]> => {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text;
};

/** The letters alone: a PDF has glyphs where they stand, and no spaces or order of its own. */
const letters = (text: string): string => [...text.normalize('NFKD').replaceAll(/\s/g, '')].sort().join('');

test('a workbook has numbers, percentages and dates as such, and text that is no formula', async () => {
  const sheets = await readXlsx(await writeReport(testReport(), 'xlsx', alone));
  assert.deepEqual(
    sheets.map(({ sheet }) => sheet),
    ['1 Students', 'About'],
  );
  const [head, first, second, , , formula] = (sheets[0]?.data ?? []) as Row[];
  assert.deepEqual(head, ['USN', 'Name', 'Held', 'Percent', 'Since', 'Last seen', 'Mark']);
  assert.deepEqual(first, [
    ...['1XX21CS001', 'श्रीनिवास द्विवेदी', 40, 0.825],
    // As the clocks of the institution stood: a workbook knows no zones.
    ...[new Date(Date.UTC(2026, 6, 1)), new Date(Date.UTC(2026, 7, 3, 14, 30)), 'P'],
  ]);
  assert.equal(second?.[3], 0.7499, 'rounded down');
  assert.deepEqual(formula?.slice(0, 3), ['1XX21CS005', '=1+1', null]);
  const about = (sheets[1]?.data ?? []) as Row[];
  assert.deepEqual(
    about.filter(([label]) => label === 'As of' || label === 'Policy version').map(([, value]) => value),
    ['2026-08-03 14:30:00 (Asia/Kolkata)', '3'],
  );
});

test('a sheet of text has one row each, and no cell that a spreadsheet would run', async () => {
  const lines = String(await writeReport(testReport(), 'csv', alone)).split('\r\n');
  assert.equal(lines[0], 'usn,name,held,percent,since,at,mark');
  assert.equal(lines[2], '1XX21CS002,ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣಮೂರ್ತಿ,40,74.99,2026-07-02,2026-08-03 14:30:00,A');
  assert.equal(lines[5], "1XX21CS005,'=1+1,,,,,");
  const [part] = testReport().parts;
  assert.ok(part);
  const two = String(await writeReport(testReport({ parts: [part, { ...part, title: 'Others' }] }), 'csv', alone));
  assert.match(two, /^Students\r\nusn,.*\r\n\r\nOthers\r\nusn,/s);
});

test('a page has the institution, the title, its number and the names in their scripts', async () => {
  const [page = '', ...more] = await pagesOf(await writeReport(testReport(), 'pdf', alone));
  assert.equal(more.length, 0);
  for (const words of ['Section register: Networks, A', 'Bhāratīya Vidyā College', 'Zoë Strauß-Łukasiewicz'])
    assert.ok(page.includes(words), words);
  assert.match(page, /As of 2026-08-03 14:30 \(Asia\/Kolkata\) · policy version 3/);
  assert.match(page, /Page 1 of 1/);
  assert.match(page, /74\.99%/);
  const found = letters(page);
  for (const name of ['श्रीनिवास', 'ಕೃಷ್ಣಮೂರ್ತಿ', 'محمد'])
    for (const letter of new Set(letters(name))) assert.ok(found.includes(letter), `${letter} of ${name}`);
});

test('a wide register is split over pages that say whose the rows are, with their headings on each', async () => {
  const pages = await pagesOf(await writeReport(wideReport({ students: 60, sessions: 60 }), 'pdf', alone));
  assert.ok(pages.length >= 4, `${pages.length} pages`);
  const names = Array.from({ length: 60 }, (_, at) => `1XX21CS${String(at).padStart(3, '0')}`);
  const seen = new Map(names.map((usn) => [usn, pages.filter((page) => page.includes(usn)).length]));
  const times = new Set(seen.values());
  assert.equal(times.size, 1, 'each student is in every slice, and once');
  assert.ok([...times][0] ?? 0 >= 2);
  for (const [at, page] of pages.entries()) {
    assert.match(page, new RegExp(`Page ${at + 1} of ${pages.length}`));
    assert.match(page, /USN/);
  }
  const all = pages.join(' ');
  for (let at = 0; at < 60; at += 1) assert.ok(all.includes(`s${at}.`), `session ${at}`);
});

test('a cell longer than a page is cut and says so; nothing is drawn below the foot', async () => {
  const [part] = testReport().parts;
  assert.ok(part);
  const rows = [['x', 'Weit '.repeat(4000), 1, 1, null, null, 'P']];
  const pages = await pagesOf(await writeReport(testReport({ parts: [{ ...part, rows }] }), 'pdf', alone));
  assert.ok(pages.length <= 2);
  assert.match(pages.join(), /…/);
});

test('work can be stopped between rows', async () => {
  for (const format of ['csv', 'xlsx', 'pdf'] as const) {
    let breaths = 0;
    const breathe = () => {
      breaths += 1;
      return breaths > 1 ? Promise.reject(new Error('draining')) : Promise.resolve();
    };
    const wide = wideReport({ students: 5000, sessions: 3 });
    await assert.rejects(writeReport(wide, format, { breathe, progress: () => {} }), /draining/, format);
  }
});

test('a file has a plain name with the day of the institution', () => {
  const named = { title: 'Récord: محمد / Zoë', asOf: AS_OF + 12 * 3_600_000, timeZone: 'Asia/Kolkata' };
  assert.equal(fileName(named, 'pdf'), 'Re-cord-Zoe-2026-08-04.pdf');
});

test('a thread of its own writes the same, and ends when the work is to stop', async () => {
  const report = wideReport({ students: 600, sessions: 20 });
  const xlsx = await writeAside(report, 'xlsx', alone);
  const rows = (await readXlsx(xlsx))[0]?.data ?? [];
  assert.equal(rows.length, 601);
  const stopped = { progress: () => {}, breathe: () => Promise.reject(new Error('draining')) };
  await assert.rejects(writeAside(report, 'pdf', stopped), /draining/);
  const three = await Promise.all([1, 2, 3].map(() => writeAside(testReport(), 'pdf', alone)));
  for (const pdf of three)
    assert.equal(pdf.toString('latin1', 0, 5), '%PDF-', 'more than write at a time wait their turn');
});
