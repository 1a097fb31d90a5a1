import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { setUpCollege, type TestCollege } from './support/college.ts';
import { enrolByApi, renderings } from './support/people.ts';
import { type Person, portrait } from './support/portraits.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

/** Runtime, nets and the server's engine are loaded and warmed up first. */
const LONG_MS = 90_000;
const NAMES: readonly (readonly [Person, string])[] = [
  ['asha', 'Asha Rao'],
  ['bela', 'Bela Iyer'],
  ['carla', 'Carla Menon'],
];

/** Nobody is there. */
const wall = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#8a8f86' } })
    .jpeg()
    .toBuffer();

/** A college whose sections meet in the main building, with three enrolled students. */
async function openBuilding(server: RunningServer): Promise<TestCollege & { placeId: string }> {
  const college = await setUpCollege(
    server,
    NAMES.map(([, name]) => name),
  );
  const place = { name: 'Main building', latitude: 12.97, longitude: 77.59, radius: 100, networks: [] };
  const { id: placeId } = await college.admin.call('createPlace', { body: place });
  await college.admin.call('updateDepartment', {
    params: { id: college.departmentId },
    body: { name: 'Computer Science', code: 'CS', placeId },
  });
  for (const [index, [person]] of NAMES.entries())
    await enrolByApi({
      server,
      college,
      studentId: college.students[index]?.id ?? '',
      pictures: await renderings(person),
    });
  return { ...college, placeId };
}

async function pair(page: Page, { admin, placeId }: { admin: TestCollege['admin']; placeId: string }): Promise<void> {
  const kiosk = await admin.call('createKiosk', { body: { name: 'North door', placeId } });
  const { code } = await admin.call('makePairingCode', { params: { id: kiosk.id } });
  await page.goto(`/kiosk#${code}`);
  await page.getByRole('button', { name: 'Pair this device' }).click();
  await page.getByRole('heading', { name: 'Main building' }).waitFor();
}

const openSession = ({ teacher, sectionId }: TestCollege) =>
  teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 30 }, key: crypto.randomUUID() });

const marksOf = async ({ teacher }: TestCollege, id: string) => {
  const { roster } = await teacher.call('getBoard', { params: { id } });
  return roster.flatMap(({ student, mark }) => (mark ? [[student.name, mark.code, mark.method]] : []));
};

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
  assert.deepEqual((await marksOf(college, id)).toSorted(), [
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
