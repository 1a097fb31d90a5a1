import bidiFactory, { type Bidi } from 'bidi-js';
import { type Face, faceFor, type Weight } from './fonts.ts';

// Its types speak of a module, its file is CommonJS: what is imported is the factory itself.
const bidi = (bidiFactory as unknown as () => Bidi)();
const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A stretch of one line that is drawn in one go: one face, one direction; in the order of the letters as they are read. */
export interface Run {
  text: string;
  face: Face;
}

const PLAIN = /^[\x20-\x7e]*$/;
const RIGHT_TO_LEFT =
  /[\p{Script_Extensions=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** What can be drawn: whole characters, composed where they can be, with no control among them. */
export const drawable = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text
        .toWellFormed()
        .normalize('NFC')
        .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/**
 * One line as runs from left to right, as it stands on paper. `drawable` text alone. Within a run the shaper of the font puts
 * letters together, and turns round what is written from right to left.
 */
export const layLine = (text: string, weight: Weight): Run[] => {
  if (text === '') return [];
  if (PLAIN.test(text)) return [{ text, face: faceFor(text.charAt(0), weight) }];
  if (!RIGHT_TO_LEFT.test(text)) return inOneDirection(text, weight);
  return inBoth(text, weight);
};

const inOneDirection = (text: string, weight: Weight): Run[] => {
  const runs: Run[] = [];
  for (const { segment } of clusters.segment(text)) {
    const last = runs.at(-1);
    const face = faceFor(segment, weight, last?.face);
    if (last?.face === face) last.text += segment;
    else runs.push({ text: segment, face });
  }
  return runs;
};

interface Levelled extends Run {
  level: number;
  /** Of letters that no shaper turns round, in a stretch that is read from the right. */
  isTurned: boolean;
}

/** By the Unicode Bidirectional Algorithm: levels of characters, cut into runs, whose order is then turned round level by level. */
const inBoth = (text: string, weight: Weight): Run[] => {
  const { levels } = bidi.getEmbeddingLevels(text);
  const runs: Levelled[] = [];
  for (const { segment, index } of clusters.segment(text)) {
    const level = levels[index] ?? 0;
    const before = runs.at(-1)?.level === level ? runs.at(-1) : undefined;
    const face = faceFor(segment, weight, before?.face);
    // The shaper turns Arabic round by itself; what stands between its words it leaves, so that is turned here.
    const isTurned = level % 2 === 1 && !RIGHT_TO_LEFT.test(segment);
    const shown = isTurned ? (bidi.getMirroredCharacter(segment) ?? segment) : segment;
    if (before?.face !== face || before.isTurned !== isTurned) runs.push({ text: shown, face, level, isTurned });
    else before.text = isTurned ? shown + before.text : before.text + shown;
  }
  return turned(runs);
};

/** Rule L2: from the highest level down, whatever is at that level or above is turned round. */
const turned = (runs: readonly Levelled[]): Run[] => {
  const order = [...runs];
  const highest = Math.max(...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < order.length; from += 1) {
      if ((order[from]?.level ?? 0) < level) continue;
      let to = from;
      while ((order[to + 1]?.level ?? -1) >= level) to += 1;
      order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
      from = to;
    }
  }
  return order.map(({ text, face }) => ({ text, face }));
};
