import type { Rgb } from './types.ts';

/**
 * Bright tints of one brightness: changing from one to another is a change of hue alone, so that nothing flashes in the sense of
 * WCAG 2.3.1 (relative luminance changes by less than a tenth, no red is saturated), and half a second each keeps well under
 * three changes of a second. `colour-code.test.ts` holds it.
 */
export const TINTS: readonly Rgb[] = [
  [255, 150, 150],
  [90, 205, 90],
  [140, 175, 255],
  [200, 190, 50],
  [255, 130, 255],
  [60, 195, 215],
];
/** How long the screen shows one colour of a code, milliseconds. */
export const TINT_MS = 500;
const LENGTH = 8;

/** Eight colours, never one twice in a row: 6 × 5⁷ codes. @param random evenly in [0, 1), from a source nobody can guess. */
export function colourCode(random: () => number): Rgb[] {
  const code: Rgb[] = [];
  while (code.length < LENGTH) {
    const colour = TINTS[Math.floor(random() * TINTS.length)]!;
    if (colour !== code.at(-1)) code.push(colour);
  }
  return code;
}

/** Light of a screen's value, 0 to 1: light adds up, values do not. */
export const lightOfValue = (value: number): number => (value / 255) ** 2.2;
