import PDFDocument from 'pdfkit';
import type { Weight } from './fonts.ts';
import { drawable, layLine, type Run } from './lay-line.ts';

export interface Style {
  size: number;
  weight: Weight;
  colour: string;
}

export interface Line {
  text: string;
  width: number;
}

const ELLIPSIS = '…';
const MOST_KNOWN = 20_000;
const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Draws text of any script into a PDF. Lengths are points, y is the base line. */
export const createPen = (doc: PDFKit.PDFDocument) => {
  const known = new Set<string>();
  const widths = new Map<string, number>();
  const pick = ({ face }: Run, { size }: Style): void => {
    if (!known.has(face.name)) {
      doc.registerFont(face.name, face.file());
      known.add(face.name);
    }
    doc.font(face.name).fontSize(size);
  };
  const widthOfRun = (run: Run, style: Style): number => {
    pick(run, style);
    return doc.widthOfString(run.text);
  };
  /** Of one point of size: names and marks come again and again. */
  const widthOf = (text: string, style: Style): number => {
    const key = `${style.weight} ${text}`;
    const before = widths.get(key);
    if (before !== undefined) return before * style.size;
    const width = layLine(text, style.weight).reduce((sum, run) => sum + widthOfRun(run, style), 0);
    if (widths.size < MOST_KNOWN) widths.set(key, width / style.size);
    return width;
  };

  /** Cuts a word that is wider than the column, between letters. */
  const cut = (word: string, style: Style, most: number): string[] => {
    const pieces: string[] = [];
    let piece = '';
    for (const { segment } of clusters.segment(word)) {
      if (piece !== '' && widthOf(piece + segment, style) > most) {
        pieces.push(piece);
        piece = '';
      }
      piece += segment;
    }
    return [...pieces, piece];
  };

  return {
    widthOf: (text: string, style: Style): number => widthOf(drawable(text), style),

    /** Text in lines no wider than `most`, at most `lines` of them; what does not fit ends in an ellipsis. */
    wrap: (text: string, { style, most, lines }: { style: Style; most: number; lines: number }): Line[] => {
      const clean = drawable(text);
      const whole = widthOf(clean, style);
      // A column is made as wide as its longest text: rounding must not break that one.
      if (whole <= most + 0.01) return [{ text: clean, width: whole }];
      const done: string[] = [];
      let line = '';
      for (const word of clean
        .split(/\s+/)
        .flatMap((one) => (widthOf(one, style) > most ? cut(one, style, most) : one))) {
        const longer = line === '' ? word : `${line} ${word}`;
        if (line !== '' && widthOf(longer, style) > most) {
          done.push(line);
          line = word;
        } else line = longer;
      }
      done.push(line);
      const kept = done.slice(0, lines);
      if (done.length > lines) {
        const [fitting = ''] = cut(kept.at(-1) ?? '', style, most - widthOf(ELLIPSIS, style));
        kept[lines - 1] = fitting + ELLIPSIS;
      }
      return kept.map((one) => ({ text: one, width: widthOf(one, style) }));
    },

    /** One line. `drawable` text, as `wrap` gives it. */
    draw: (text: string, { x, y, style }: { x: number; y: number; style: Style }): void => {
      doc.fillColor(style.colour);
      let at = x;
      for (const run of layLine(text, style.weight)) {
        const width = widthOfRun(run, style);
        if (run.text.trim() !== '') doc.text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
        at += width;
      }
    },
  };
};

export type Pen = ReturnType<typeof createPen>;

export const openDocument = (info: { title: string; isLandscape: boolean; at: number }): PDFKit.PDFDocument =>
  new PDFDocument({
    size: 'A4',
    layout: info.isLandscape ? 'landscape' : 'portrait',
    // Pages are numbered when all are there.
    bufferPages: true,
    autoFirstPage: false,
    margin: 0,
    lang: 'en',
    displayTitle: true,
    info: { Title: info.title, CreationDate: new Date(info.at), ModDate: new Date(info.at) },
  });
