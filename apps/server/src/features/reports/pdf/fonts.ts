import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './unpack-woff.ts';

const require = createRequire(import.meta.url);

/** One file of a family: the glyphs of some scripts. */
export interface Face {
  /** Name under which a document knows it. */
  name: string;
  covers: (codePoint: number) => boolean;
  file: () => Buffer;
}

/**
 * In the order in which they are tried. WOFF, not WOFF2: fontkit makes no subset of the latter. Another script is a
 * package of Noto and a line here.
 */
const SUBSETS = [
  ['noto-sans', 'latin'],
  ['noto-sans', 'latin-ext'],
  ['noto-sans', 'vietnamese'],
  ['noto-sans', 'greek'],
  ['noto-sans', 'cyrillic'],
  ['noto-sans', 'devanagari'],
  ['noto-sans-kannada', 'kannada'],
  ['noto-sans-arabic', 'arabic'],
] as const;

export type Weight = 'regular' | 'bold';
const NUMBERS: Record<Weight, number> = { regular: 400, bold: 700 };

/** `U+0000-00FF,U+0131` as a question. */
const coverageOf = (ranges: string): ((codePoint: number) => boolean) => {
  const pairs = ranges.split(',').map((range) => {
    const [from = '', to = from] = range.replace('U+', '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
  return (codePoint) => pairs.some(([from, to]) => codePoint >= from && codePoint <= to);
};

const files = new Map<string, Buffer>();

/** Read once in the life of the server, when first needed. */
const readOnce = (path: string): Buffer => {
  const known = files.get(path);
  if (known) return known;
  const bytes = unpackWoff(readFileSync(require.resolve(path)));
  files.set(path, bytes);
  return bytes;
};

const facesOf = (weight: Weight): Face[] =>
  SUBSETS.map(([family, subset]) => {
    const ranges = require(`@fontsource/${family}/unicode.json`) as Record<string, string>;
    const number = NUMBERS[weight];
    return {
      name: `${family}-${subset}-${number}`,
      covers: coverageOf(ranges[subset] ?? ''),
      file: () => readOnce(`@fontsource/${family}/files/${family}-${subset}-${number}-normal.woff`),
    };
  });

const faces: Record<Weight, readonly Face[]> = { regular: facesOf('regular'), bold: facesOf('bold') };

/** Joiners and selectors have no look of their own: they go with whatever they join. */
const isInvisible = (codePoint: number): boolean =>
  codePoint === 0x200c || codePoint === 0x200d || (codePoint >= 0xfe00 && codePoint <= 0xfe0f);

/**
 * The face that can draw a cluster, the one before if it can. Where none does, the first one: it draws a box, which is seen,
 * and nothing is lost in silence.
 */
export const faceFor = (cluster: string, weight: Weight, before?: Face): Face => {
  const points = Array.from(cluster, (char) => char.codePointAt(0) ?? 0).filter((point) => !isInvisible(point));
  const [first] = faces[weight];
  if (!first) throw new Error('there are no fonts');
  const draws = (face: Face) => points.every(face.covers);
  if (before && draws(before)) return before;
  return faces[weight].find(draws) ?? first;
};
