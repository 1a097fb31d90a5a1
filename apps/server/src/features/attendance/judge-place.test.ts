import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlaceEvidence } from '@smart-presence/contract';
import fc from 'fast-check';
import { judgePlace, metresBetween, STALE_MS, VAGUE_M } from './judge-place.ts';

const NOW = 1_785_000_000_000;
const place = { latitude: 12.97, longitude: 77.59, radius: 100 };
/** Degrees of latitude per metre. */
const DEGREE_M = 111_195;
const at = (metresNorth: number, accuracy: number, age = 0) => ({
  latitude: place.latitude + metresNorth / DEGREE_M,
  longitude: place.longitude,
  accuracy,
  at: NOW - age,
});
const judge = (reported: ReturnType<typeof at> | null, onNetwork = false) =>
  judgePlace({ place, reported, onNetwork, now: NOW }).finding;

test('known distances', () => {
  // Bengaluru to Mysuru, and a quarter of the way round the Earth.
  const bengaluru = { latitude: 12.9716, longitude: 77.5946 };
  const mysuru = { latitude: 12.2958, longitude: 76.6394 };
  assert.ok(Math.abs(metresBetween(bengaluru, mysuru) - 128_000) < 1000);
  const quarter = metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 });
  assert.ok(Math.abs(quarter - 10_007_557) < 100);
  assert.equal(metresBetween(bengaluru, bengaluru), 0);
});

test('strong, weak, outside and none', () => {
  assert.equal(judge(at(0, 20)), 'strong');
  assert.equal(judge(at(80, 20)), 'strong');
  assert.equal(judge(at(90, 20)), 'weak');
  assert.equal(judge(at(119, 20)), 'weak');
  assert.equal(judge(at(130, 20)), 'outside');
  assert.equal(judge(at(3000, 10)), 'outside', '3 km away from a radius of 100 m');
  assert.equal(judge(at(0, VAGUE_M + 1)), 'none');
  assert.equal(judge(at(3000, VAGUE_M + 1)), 'none', 'too vague to accuse anyone');
  assert.equal(judge(at(0, 20, STALE_MS + 1)), 'none');
  assert.equal(judge(null), 'none');
  assert.equal(judgePlace({ place: null, reported: at(0, 5), onNetwork: false, now: NOW }).finding, 'unset');
});

test('the network of the place speaks for being there, but does not outweigh a position elsewhere', () => {
  assert.equal(judge(null, true), 'strong');
  assert.equal(judge(at(0, 5000), true), 'strong');
  assert.equal(judge(at(90, 20), true), 'strong');
  assert.equal(judge(at(3000, 10), true), 'weak');
});

const position = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

test('distance is a metric of the sphere', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      const [ab, bc, ac] = [metresBetween(a, b), metresBetween(b, c), metresBetween(a, c)];
      assert.ok(ab >= 0 && ab <= 20_015_200);
      assert.ok(Math.abs(ab - metresBetween(b, a)) < 1e-3);
      // Near the far side of the globe the arc sine leaves errors of a fraction of a metre (√ε · radius).
      assert.ok(ac <= ab + bc + 1);
    }),
  );
});

test('a judgement is always one of the five, and strong means surely inside', () => {
  const evidence = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    accuracy: fc.double({ min: 0, max: 100_000, noNaN: true }),
    at: fc.integer({ min: NOW - 2 * STALE_MS, max: NOW + STALE_MS }),
  });
  fc.assert(
    fc.property(
      fc.option(evidence),
      fc.boolean(),
      fc.double({ min: 10, max: 5000, noNaN: true }),
      (reported, onNetwork, radius) => {
        const judged = judgePlace({ place: { ...place, radius }, reported, onNetwork, now: NOW });
        assert.ok(['strong', 'weak', 'outside', 'none'].includes(judged.finding));
        if (judged.finding === 'strong' && !onNetwork) {
          assert.ok(reported && reported.accuracy <= VAGUE_M);
          assert.ok(metresBetween({ ...place }, reported) <= radius + 1);
        }
        if (judged.finding === 'outside') assert.ok(reported && metresBetween({ ...place }, reported) > radius - 1);
        if (onNetwork) assert.notEqual(judged.finding, 'outside');
      },
    ),
  );
});

test('coordinates that are no position are bad input', () => {
  const good = { latitude: 12.97, longitude: 77.59, accuracy: 10, at: NOW };
  assert.ok(PlaceEvidence.safeParse(good).success);
  for (const bad of [
    { latitude: Number.NaN },
    { longitude: Number.POSITIVE_INFINITY },
    { latitude: 91 },
    { longitude: -181 },
    { latitude: 0, longitude: 0 },
    { accuracy: -1 },
    { accuracy: Number.NaN },
    { latitude: '12.97' },
  ])
    assert.ok(!PlaceEvidence.safeParse({ ...good, ...bad }).success, JSON.stringify(bad));
});
