import type { Report, ReportPart } from '@smart-presence/contract';
import { cellText, wallClock } from '../cell-text.ts';
import type { Writing } from '../writers/writing.ts';
import { PAD, type Slot, slicesOf } from './columns.ts';
import { createPen, type Line, openDocument, type Pen, type Style } from './pen.ts';

const MARGIN = 36;
const FOOT = 24;
const INK = '#1b2631';
const MUTED = '#4a5864';
const RULE = '#c6cdd4';
const SHADE = '#eef1f4';
const ACCENT = '#1f5296';
/** More columns than this do not stand upright. */
const UPRIGHT_COLUMNS = 8;
const MOST_LINES = 40;
/** Rows between two words of how far it is. */
const BREATH = 25;

const style = (size: number, weight: Style['weight'] = 'regular', colour = INK): Style => ({ size, weight, colour });
const NAME = style(11, 'bold', ACCENT);
const TITLE = style(16, 'bold');
const FACT = style(9);
const LABEL = style(9, 'regular', MUTED);
const PART = style(11, 'bold');
const NOTE = style(8.5, 'regular', MUTED);
const SMALL = style(7.5, 'regular', MUTED);

interface Sheet {
  doc: PDFKit.PDFDocument;
  pen: Pen;
  report: Report;
  /** Next free line of the page. */
  y: number;
  width: number;
  bottom: number;
}

/** A report on paper: letterhead, facts, tables with their headings on every page, notes, and numbered pages. */
export const writePdf = async (report: Report, { breathe, progress }: Writing): Promise<Buffer> => {
  const isLandscape = report.parts.some(({ columns }) => columns.length > UPRIGHT_COLUMNS);
  const doc = openDocument({ title: report.title, isLandscape, at: report.asOf });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject));
  const sheet: Sheet = { doc, pen: createPen(doc), report, y: 0, width: 0, bottom: 0 };
  newPage(sheet, { isFirst: true });
  const total = report.parts.reduce((sum, { rows }) => sum + rows.length, 0);
  let done = 0;
  for (const part of report.parts) {
    await drawPart(sheet, part, {
      breathe,
      progress: (rows) => progress(done + rows, total),
    });
    done += part.rows.length;
  }
  drawNotes(sheet);
  await numberPages(sheet, breathe);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
};

const newPage = (sheet: Sheet, { isFirst = false } = {}): void => {
  const { doc, report } = sheet;
  doc.addPage();
  sheet.width = doc.page.width - 2 * MARGIN;
  sheet.bottom = doc.page.height - MARGIN - FOOT;
  sheet.y = MARGIN;
  if (isFirst) {
    letterhead(sheet);
    return;
  }
  line(sheet, `${report.institution} · ${report.title}`, { style: SMALL, lines: 1 });
  sheet.y += 6;
};

const letterhead = (sheet: Sheet): void => {
  const { doc, pen, report } = sheet;
  line(sheet, report.institution, { style: NAME, lines: 2 });
  sheet.y += 2;
  doc
    .moveTo(MARGIN, sheet.y)
    .lineTo(MARGIN + sheet.width, sheet.y)
    .lineWidth(1.2)
    .stroke(ACCENT);
  sheet.y += 8;
  line(sheet, report.title, { style: TITLE, lines: 3 });
  sheet.y += 2;
  const labels = Math.max(0, ...report.facts.map(({ label }) => pen.widthOf(label, LABEL)));
  for (const { label, value } of report.facts) {
    const at = sheet.y;
    line(sheet, label, { style: LABEL, lines: 1 });
    sheet.y = at;
    line(sheet, value, { style: FACT, lines: 3, indent: labels + 12 });
  }
  sheet.y += 6;
};

/** Writes text at the next free line, wrapped, and moves on; over to a new page when there is no room. */
const line = (
  sheet: Sheet,
  text: string,
  { style: how, lines, indent = 0 }: { style: Style; lines: number; indent?: number },
): void => {
  const { pen } = sheet;
  for (const each of pen.wrap(text, { style: how, most: sheet.width - indent, lines })) {
    if (sheet.y + how.size * 1.4 > sheet.bottom) newPage(sheet);
    pen.draw(each.text, { x: MARGIN + indent, y: sheet.y + how.size, style: how });
    sheet.y += how.size * 1.4;
  }
};

interface Pace {
  breathe: Writing['breathe'];
  progress: (rows: number) => void;
}

const drawPart = async (sheet: Sheet, part: ReportPart, { breathe, progress }: Pace): Promise<void> => {
  const isWide = part.columns.length > 16;
  const [head, body] = isWide ? [style(7, 'bold'), style(7)] : [style(8.5, 'bold'), style(8.5)];
  if (sheet.y + 60 > sheet.bottom) newPage(sheet);
  sheet.y += 6;
  line(sheet, part.title, { style: PART, lines: 2 });
  if (part.rows.length === 0) return line(sheet, part.empty, { style: NOTE, lines: 4 });
  const show = cellText(sheet.report.timeZone);
  const texts = (row: number, column: number): string =>
    show(part.rows[row]?.[column] ?? null, part.columns[column]?.type ?? 'text');
  const slices = slicesOf({ part, texts, pen: sheet.pen, head, body, most: sheet.width });
  for (const [at, slots] of slices.entries()) {
    if (at > 0) newPage(sheet);
    const heading = () =>
      drawRow(sheet, cells(sheet, { slots, style: head, text: (i) => part.columns[i]?.label ?? '' }), {
        isShaded: true,
        style: head,
      });
    heading();
    for (let row = 0; row < part.rows.length; row += 1) {
      const laid = cells(sheet, { slots, style: body, text: (column) => texts(row, column) });
      if (sheet.y + heightOf(laid, body) > sheet.bottom) {
        newPage(sheet);
        heading();
      }
      drawRow(sheet, laid, { isShaded: false, style: body });
      await breathe();
      if (row % BREATH === 0) {
        progress(Math.floor((at * part.rows.length + row) / slices.length));
      }
    }
    sheet.y += 4;
  }
};

interface Laid {
  slot: Slot;
  lines: Line[];
}

const cells = (
  { pen }: Sheet,
  { slots, style: how, text }: { slots: readonly Slot[]; style: Style; text: (column: number) => string },
): Laid[] =>
  slots.map((slot) => ({
    slot,
    lines: pen.wrap(text(slot.index), { style: how, most: slot.width - 2 * PAD, lines: MOST_LINES }),
  }));

const LEADING = 1.35;
const heightOf = (laid: readonly Laid[], { size }: Style): number =>
  Math.max(...laid.map(({ lines }) => lines.length)) * size * LEADING + PAD;

const drawRow = (
  sheet: Sheet,
  laid: readonly Laid[],
  { isShaded, style: how }: { isShaded: boolean; style: Style },
): void => {
  const { doc, pen } = sheet;
  const height = heightOf(laid, how);
  const end = laid.reduce((most, { slot }) => Math.max(most, slot.x + slot.width), 0);
  if (isShaded) doc.rect(MARGIN, sheet.y, end, height).fill(SHADE);
  for (const { slot, lines } of laid) {
    for (const [at, { text, width }] of lines.entries()) {
      const room = slot.width - 2 * PAD - width;
      const shift = slot.align === 'right' ? room : slot.align === 'centre' ? room / 2 : 0;
      const y = sheet.y + PAD / 2 + how.size * (1.05 + at * LEADING);
      pen.draw(text, { x: MARGIN + slot.x + PAD + shift, y, style: how });
    }
  }
  sheet.y += height;
  doc
    .moveTo(MARGIN, sheet.y)
    .lineTo(MARGIN + end, sheet.y)
    .lineWidth(0.4)
    .stroke(RULE);
};

const drawNotes = (sheet: Sheet): void => {
  if (sheet.report.notes.length === 0) return;
  sheet.y += 8;
  for (const note of sheet.report.notes) line(sheet, note, { style: NOTE, lines: 12 });
};

const numberPages = async (sheet: Sheet, breathe: Writing['breathe']): Promise<void> => {
  const { doc, pen, report } = sheet;
  const { start, count } = doc.bufferedPageRange();
  const asOf = `As of ${wallClock(report.timeZone)(report.asOf)} (${report.timeZone}) · policy version ${report.policyVersion}`;
  for (let at = 0; at < count; at += 1) {
    doc.switchToPage(start + at);
    const y = doc.page.height - MARGIN;
    const pages = `Page ${at + 1} of ${count}`;
    pen.draw(asOf, { x: MARGIN, y, style: SMALL });
    pen.draw(pages, { x: doc.page.width - MARGIN - pen.widthOf(pages, SMALL), y, style: SMALL });
    if (at % BREATH === 0) await breathe();
  }
};
