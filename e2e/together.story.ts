import assert from 'node:assert/strict';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

story('two sections are taught together', async (stage) => {
  const server = await stage.server();
  const { admin, teacher, students, departmentId } = await setUpCollege(server, [
    'Asha Rao',
    'Bela Nair',
    'Carla Dias',
  ]);
  const { person } = await teacher.call('me');
  await admin.call('createCourse', {
    body: { code: 'EC501', name: 'Signals', departmentId, facultyIds: [person.id] },
  });
  const sections = await admin.call('listSections', { query: {} });
  const signals = sections.find(({ course }) => course.code === 'EC501');
  assert.ok(signals);
  const carla = students[2]?.id ?? '';
  const networks = sections.find(({ course }) => course.code === 'CS501');
  await admin.call('dropStudent', { params: { id: networks?.id ?? '', studentId: carla }, body: {} });
  await admin.call('enrolStudents', { params: { id: signals.id }, body: { studentIds: [carla] } });

  const page = await stage.enter();
  await signIn(page, 'teacher@college.example');
  await page.getByRole('button', { name: 'Several sections together…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /Networks/ }).check();
  await dialog.getByRole('checkbox', { name: /Signals/ }).check();
  await stage.inspect(page, 'choose');
  await dialog.getByRole('button', { name: 'Open for 3 students' }).click();
  await page.getByText(/CS501.* \+ EC501/).waitFor();
  await page.getByRole('button', { name: 'Carla Dias' }).waitFor();
  await stage.inspect(page, 'board');

  await page.getByRole('button', { name: 'Carla Dias' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Present/ })
    .click();
  await page.getByTestId('tiles').getByText('Carla Dias').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Close session' }).click();
  await page.getByRole('dialog').getByText('Marks 2 students absent.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close now' }).click();
  await page.getByText('Session closed').waitFor();
  const closed = async () =>
    (await admin.call('listSessions', { query: {} })).items
      .map(({ section, state, counts }) => `${section.courseCode} ${state} ${counts.attended}/${counts.roster}`)
      .sort();
  assert.deepEqual(await closed(), ['CS501 closed 0/2', 'EC501 closed 1/1']);
});
