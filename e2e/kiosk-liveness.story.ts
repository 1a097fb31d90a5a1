import assert from 'node:assert/strict';
import { setUpCollege } from './support/college.ts';
import { marksOf, openSession, pair } from './support/door.ts';
import { comeUp, hangCamera, renderDoorPeople } from './support/door-actor.ts';
import { enrolByApi } from './support/people.ts';
import { story } from './support/story.ts';

/** Runtime, nets and the server's engine are loaded and warmed up first. */
const LONG_MS = 90_000;
const IDLE_MS = 125_000;

const people = renderDoorPeople();

story('kiosk that looks for life: a print is refused, a person turns and is in', async ({ server, enter, inspect }) => {
  const running = await server();
  const college = await setUpCollege(running, ['Asha Rao']);
  const place = { name: 'Main building', latitude: 12.97, longitude: 77.59, radius: 100, networks: [] };
  const { id: placeId } = await college.admin.call('createPlace', { body: place });
  await college.admin.call('updateDepartment', {
    params: { id: college.departmentId },
    body: { name: 'Computer Science', code: 'CS', placeId },
  });
  const { data } = await college.admin.call('currentPolicy');
  const ask = (level: 'low' | 'standard') =>
    college.admin.call('savePolicy', { body: { data: { ...data, liveness: { level, flashes: 'off' } } } });
  await ask('low');
  const { enrolment } = await people;
  await enrolByApi({ server: running, college, studentId: college.students[0]?.id ?? '', pictures: enrolment });

  const tablet = await enter();
  await hangCamera(tablet, await people);
  await pair(tablet, { ...college, placeId });
  const { id } = await openSession(college);
  const ready = tablet.getByText('Come up and look at the camera', { exact: true });
  await ready.waitFor({ timeout: LONG_MS });

  await tablet.getByRole('button', { name: 'Turn sounds off' }).click();
  await tablet.getByRole('button', { name: 'Turn sounds on' }).waitFor();
  await tablet.setViewportSize({ width: 800, height: 1280 });
  await inspect(tablet, 'upright');

  await comeUp(tablet, 'print');
  const again = tablet.getByText('Please come up once more', { exact: true });
  await again.waitFor({ timeout: LONG_MS });
  await tablet.getByText(/^Take a step back, then come closer without haste/).waitFor();
  await again.waitFor({ state: 'detached' });
  assert.deepEqual(await marksOf(college, id), []);

  // The tablet has not heard of it: who comes first is asked to come again.
  await ask('standard');
  await comeUp(tablet, 'head');
  await again.waitFor({ timeout: LONG_MS });
  await again.waitFor({ state: 'detached' });
  assert.deepEqual(await marksOf(college, id), []);
  await comeUp(tablet, 'head');
  await tablet
    .locator('main')
    .getByText(/^Turn your head far to your (left|right)$/)
    .waitFor({ timeout: LONG_MS });
  await tablet.screenshot({ path: 'test-results/kiosk-turn.png' });
  await tablet.getByText('Asha Rao', { exact: true }).waitFor({ timeout: LONG_MS });
  const marks = await marksOf(college, id);
  assert.deepEqual(
    marks.map(([name, code, method]) => [name, code, method]),
    [['Asha Rao', 'P', 'face-kiosk']],
  );
  // Nobody comes any more. From here on the time is the story's own.
  await tablet.clock.install();
  // A key is a sign of somebody: from here on the time is counted anew.
  await tablet.keyboard.press('Shift');
  await tablet.clock.fastForward(IDLE_MS);
  const blank = tablet.getByRole('button', { name: /Touch the screen or come up to it/ });
  await blank.waitFor();
  await inspect(tablet, 'nobody for two minutes');
  await blank.click();
  await blank.waitFor({ state: 'detached' });
});
