import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { setUpCollege, type TestCollege } from './college.ts';
import { enrolByApi, renderings } from './people.ts';
import type { Person } from './portraits.ts';
import type { RunningServer } from './server.ts';

/** Students who come up to the door of the main building. */
export const NAMES: readonly (readonly [Person, string])[] = [
  ['asha', 'Asha Rao'],
  ['bela', 'Bela Iyer'],
  ['carla', 'Carla Menon'],
];

/** Nobody is there. */
export const wall = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#8a8f86' } })
    .jpeg()
    .toBuffer();

/** A college whose sections meet in the main building, with three enrolled students. */
export async function openBuilding(server: RunningServer): Promise<TestCollege & { placeId: string }> {
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

export async function pair(
  page: Page,
  { admin, placeId }: { admin: TestCollege['admin']; placeId: string },
): Promise<void> {
  const kiosk = await admin.call('createKiosk', { body: { name: 'North door', placeId } });
  const { code } = await admin.call('makePairingCode', { params: { id: kiosk.id } });
  await page.goto(`/kiosk#${code}`);
  await page.getByRole('button', { name: 'Pair this device' }).click();
  await page.getByRole('heading', { name: 'Main building' }).waitFor();
}

export const openSession = ({ teacher, sectionId }: TestCollege) =>
  teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 30 }, key: crypto.randomUUID() });

/** Name, code, method and time of every mark of a session. */
export const marksOf = async ({ teacher }: TestCollege, id: string) => {
  const { roster } = await teacher.call('getBoard', { params: { id } });
  return roster.flatMap(({ student, mark }) =>
    mark ? [[student.name, mark.code, mark.method, mark.at] as const] : [],
  );
};
