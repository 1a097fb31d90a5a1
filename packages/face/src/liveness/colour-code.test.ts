import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourCode, TINT_MS, TINTS } from './colour-code.ts';
import type { Rgb } from './types.ts';

/** WCAG 2.2, relative luminance. */
const linear = (value: number) =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
const luminance = ([red, green, blue]: Rgb) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

test('no change of colours is a flash, by luminance, by red or by rate (WCAG 2.3.1)', () => {
  for (const one of TINTS) {
    const [red, green, blue] = [linear(one[0]), linear(one[1]), linear(one[2])];
    assert.ok(red / (red + green + blue) < 0.8, `${one} is a saturated red`);
    for (const other of TINTS) assert.ok(Math.abs(luminance(one) - luminance(other)) < 0.1, `${one} to ${other}`);
  }
  assert.ok(1000 / TINT_MS <= 3);
});

test('colours of a code differ in red or blue against green by enough to be told apart, and none comes twice in a row', () => {
  const hue = ([red, green, blue]: Rgb) => [linear(red) - linear(green), linear(blue) - linear(green)] as const;
  TINTS.forEach((one, i) => {
    for (const other of TINTS.slice(i + 1)) {
      const [[a, b], [c, d]] = [hue(one), hue(other)];
      assert.ok(Math.hypot(a - c, b - d) > 0.3, `${one} and ${other}`);
    }
  });
  const codes = Array.from({ length: 200 }, () => colourCode(Math.random));
  for (const code of codes) {
    assert.equal(code.length, 8);
    assert.ok(code.every((colour, i) => colour !== code[i - 1]));
  }
  assert.ok(new Set(codes.map((code) => code.join())).size > 190);
});
