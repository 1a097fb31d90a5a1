import type { ReportPart } from '@smart-presence/contract';
import { isNumber } from '../cell-text.ts';
import type { Pen, Style } from './pen.ts';

/** Points. */
export const PAD = 4;
const NARROWEST = 16;
/** No column takes more than this part of the page: what is longer goes on in lines. */
const WIDEST_SHARE = 0.42;
/** Rows that are measured; later ones wrap where they are longer. */
const SAMPLE = 400;

export interface Slot {
  /** Of the column in the part. */
  index: number;
  x: number;
  width: number;
  align: 'left' | 'right' | 'centre';
}

export interface Widths {
  part: ReportPart;
  texts: (row: number, column: number) => string;
  pen: Pen;
  head: Style;
  body: Style;
  /** Of the page between its margins. */
  most: number;
}

/** Width that each column would like: of its longest word in the heading, and of its longest cell. */
const wishes = ({ part, texts, pen, head, body, most }: Widths): { wish: number; least: number }[] =>
  part.columns.map(({ label }, column) => {
    let [longest, word] = [0, 0];
    const count = Math.min(part.rows.length, SAMPLE);
    for (let row = 0; row < count; row += 1) {
      const text = texts(row, column);
      longest = Math.max(longest, pen.widthOf(text, body));
      if (text.length > 14) for (const one of text.split(/\s+/)) word = Math.max(word, pen.widthOf(one, body));
      else word = Math.max(word, pen.widthOf(text, body));
    }
    const heading = Math.max(...label.split(/\s+/).map((one) => pen.widthOf(one, head)));
    const cap = most * WIDEST_SHARE;
    const padded = (width: number) => Math.max(NARROWEST, width + 2 * PAD);
    return {
      wish: Math.min(cap, padded(Math.max(longest, heading))),
      least: Math.min(cap, padded(Math.max(Math.min(word, most / 4), heading))),
    };
  });

/**
 * Columns of a table as slices that fit beside each other on a page. One slice where there is room, with what is over given to
 * columns that wrap; else the columns that say whose a row is stand in every slice.
 */
export const slicesOf = (props: Widths): Slot[][] => {
  const { part, most } = props;
  const wanted = wishes(props);
  const sum = (of: 'wish' | 'least') => wanted.reduce((total, each) => total + each[of], 0);
  if (sum('wish') <= most) {
    // A table of few columns is not torn apart to the page's width: a little air for the texts.
    const slack = Math.min(most - sum('wish'), most * 0.25);
    const texts = part.columns.filter((column) => column.type === 'text').length;
    const widths = wanted.map(
      ({ wish }, at) => wish + (part.columns[at]?.type === 'text' ? slack / Math.max(1, texts) : 0),
    );
    return [
      slots(
        part,
        widths.map((width, index) => ({ index, width })),
      ),
    ];
  }
  if (sum('least') <= most) {
    const share = (most - sum('least')) / (sum('wish') - sum('least'));
    return [
      slots(
        part,
        wanted.map(({ wish, least }, index) => ({ index, width: least + (wish - least) * share })),
      ),
    ];
  }
  const fixed = wanted.slice(0, part.fixed).map(({ wish }, index) => ({ index, width: wish }));
  const room = most - fixed.reduce((total, { width }) => total + width, 0);
  const slices: { index: number; width: number }[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const [at, { least }] of wanted.slice(part.fixed).entries()) {
    if (taken + least > room) {
      slices.push([]);
      taken = 0;
    }
    slices.at(-1)?.push({ index: part.fixed + at, width: least });
    taken += least;
  }
  return slices.map((slice) => slots(part, [...fixed, ...slice]));
};

const slots = ({ columns }: ReportPart, widths: readonly { index: number; width: number }[]): Slot[] => {
  let x = 0;
  return widths.map(({ index, width }) => {
    const column = columns[index];
    const align = column?.type === 'code' ? 'centre' : column && isNumber(column) ? 'right' : 'left';
    const slot: Slot = { index, x, width, align };
    x += width;
    return slot;
  });
};
