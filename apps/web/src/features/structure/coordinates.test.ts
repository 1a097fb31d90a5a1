import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCoordinates, writeCoordinates } from './coordinates.ts';

const here = { latitude: 12.9716, longitude: 77.5946 };

test('reads what people paste', () => {
  for (const text of [
    '12.9716, 77.5946',
    ' 12.9716 77.5946 ',
    '12.9716;77.5946',
    '12.9716° N, 77.5946° E',
    'https://www.google.com/maps/@12.9716,77.5946,17z',
    'https://maps.google.com/?q=12.9716,77.5946',
    'https://www.openstreetmap.org/?mlat=12.9716&mlon=77.5946#map=17/12.9716/77.5946',
    'https://www.openstreetmap.org/#map=17/12.9716/77.5946',
  ]) {
    assert.deepEqual(readCoordinates(text), here, text);
  }
  assert.deepEqual(readCoordinates('33.8688 S 151.2093 E'), { latitude: -33.8688, longitude: 151.2093 });
});

test('refuses what is not a place on earth', () => {
  for (const text of ['', 'campus', '12.9716', '0, 0', '91, 10', '10, 181', 'https://example.org/maps']) {
    assert.equal(readCoordinates(text), null, text);
  }
});

test('what was written reads back to within the written precision', () => {
  const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  fc.assert(
    fc.property(degrees(90), degrees(180), (latitude, longitude) => {
      fc.pre(Math.abs(latitude) > 0.001 || Math.abs(longitude) > 0.001);
      const read = readCoordinates(writeCoordinates({ latitude, longitude }));
      assert.ok(read, writeCoordinates({ latitude, longitude }));
      assert.ok(Math.abs(read.latitude - latitude) <= 0.000_001);
      assert.ok(Math.abs(read.longitude - longitude) <= 0.000_001);
    }),
  );
});
