import assert from 'node:assert/strict';
import { marksOf, NAMES, openBuilding, openSession, pair, wall } from './support/door.ts';
import { portrait } from './support/portraits.ts';
import { story } from './support/story.ts';

/** Runtime, nets and the server's engine are loaded and warmed up first. */
const LONG_MS = 90_000;

story('kiosk: three people and a stranger come up to a door', async ({ server, enter, inspect }) => {
  const college = await openBuilding(await server());
  const pictures: Buffer[] = [];
  for (const person of ['asha', 'bela', 'carla', 'diana'] as const) pictures.push(await wall(), await portrait(person));
  const tablet = await enter({ film: { pictures, framesEach: 120 } });
  await pair(tablet, college);
  await inspect(tablet, 'nothing open');
  const { id } = await openSession(college);
  await tablet.getByText('Come up and look at the camera').waitFor({ timeout: LONG_MS });

  const seen = new Set<string>();
  await Promise.all(
    [...NAMES.map(([, name]) => name), 'Please ask your teacher'].map(async (words) => {
      await tablet.getByText(words, { exact: true }).first().waitFor({ timeout: LONG_MS });
      seen.add(words);
    }),
  );
  await tablet.getByText('You are here already: Present, Networks', { exact: true }).waitFor({ timeout: LONG_MS });
  const marks = (await marksOf(college, id)).map(([name, code, method]) => [name, code, method]);
  assert.deepEqual(marks.toSorted(), [
    ['Asha Rao', 'P', 'face-kiosk'],
    ['Bela Iyer', 'P', 'face-kiosk'],
    ['Carla Menon', 'P', 'face-kiosk'],
  ]);
  // Measured before the page is resized for its pictures.
  const measured = (await tablet.evaluate(
    "performance.getEntriesByType('measure').map(({ name, duration }) => name + ': ' + Math.round(duration) + ' ms')",
  )) as string[];
  console.log(`from the first sight of a face to the answer: ${measured.join(', ')}`);
  await inspect(tablet, 'camera');
});
