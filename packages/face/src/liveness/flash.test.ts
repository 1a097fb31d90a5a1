import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { flashReflection } from './flash.ts';
import { frame, says } from './testing.ts';
import type { Observation, Rgb, Step } from './types.ts';

describe('the colours of the screen', () => {
  const [red, green, blue]: Rgb[] = [
    [255, 40, 40],
    [40, 255, 40],
    [40, 40, 255],
  ];
  const colours = [red!, blue!, green!, red!, green!, blue!, red!, blue!];
  const steps: Step[] = [{ kind: 'flash', colours }];
  /** A face lit by a code; white balance makes everything redder and less so, and the face alone reddens slowly. */
  const lit = (code: readonly Rgb[], share: number): Observation[] =>
    colours.map((_, colour) => {
      const drift = 1 + 0.2 * Math.sin(colour * 2.2);
      const blush = 1 + colour * 0.06;
      const lighten = (base: Rgb, part: number): Rgb => {
        const [r, g, b] = base.map((value, channel) => value * (1 + (part * code[colour]![channel]!) / 255)) as [
          number,
          number,
          number,
        ];
        return [r * drift, g, b];
      };
      const face = { skin: lighten([90 * blush, 60, 50], share), surroundings: lighten([80, 80, 80], share / 4) };
      return frame({ at: colour * 400, colour, face });
    });

  test('its own code passes, another code fails, a room too bright says nothing', () => {
    assert.equal(says(flashReflection(lit(colours, 0.06), steps)), 'passed');
    assert.equal(says(flashReflection(lit(colours.toReversed(), 0.12), steps)), 'failed no_reflection');
    assert.equal(says(flashReflection(lit(colours, 0.002), steps)), 'inconclusive light_too_strong');
    assert.equal(says(flashReflection(lit(colours, 0), steps)), 'inconclusive light_too_strong');
  });

  test('too few colours say nothing, and none asked for is absent', () => {
    assert.equal(says(flashReflection(lit(colours, 0.06).slice(0, 5), steps)), 'inconclusive too_few_frames');
    assert.equal(says(flashReflection(lit(colours, 0.06), [{ kind: 'blink' }])), 'absent');
  });
});
