import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

/** Holds a class: opened, called, closed. */
async function hold({ teacher, sectionId, students }: TestCollege, absent: readonly number[]): Promise<void> {
  const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
  const marks = students.map((student, at) => ({ studentId: student.id, code: absent.includes(at) ? 'A' : 'P' }));
  await teacher.call('setMarks', { params: { id }, body: { marks } });
  await teacher.call('closeSession', { params: { id } });
}

/** Asks until it is so. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await pause(200);
  }
}

story('a student falls below the minimum, and the college condones a little', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair', 'Chitra Iyer']);
  const { admin, teacher, students } = college;
  const asha = await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto('/shortage');
  await desk.getByRole('heading', { name: 'Nobody is below the minimum' }).waitFor();

  for (const absent of [[], [0], [0, 1], [0], []]) await hold(college, absent);
  const shortage = () => teacher.call('listShortage', { query: {} });
  // All five classes: the list follows each by itself, and may be read between two.
  await until('the shortage list', async () => {
    const { items, total } = await shortage();
    return total === 1 && items[0]?.held === 5;
  });
  await until('the warning', async () => {
    const { items } = await asha.call('myNotifications', { query: {} });
    return items.some(({ content }) => content.kind === 'attendance-low');
  });

  await desk.reload();
  await desk.getByText('Asha Rao', { exact: true }).waitFor();
  await desk.getByText('attend the next 7', { exact: true }).waitFor();
  await stage.inspect(desk, 'shortage');

  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  await phone.getByText('40% in Networks: attend the next 7 to reach 75%.').waitFor();
  await phone.goto('/attendance');
  await phone.getByText('40% over all courses: 2 of 5 sessions attended.').waitFor();
  await phone.getByText('Attend the next session and you are at 50%; miss it and you are at 33%.').waitFor();
  await stage.inspect(phone, 'attendance');

  const office = await stage.enter();
  await signIn(office, 'admin@college.example', college.authenticator);
  await office.goto('/admin/policies');
  await office.getByRole('button', { name: 'Take these' }).nth(1).click();
  await office.getByText('Attendance a student needs (%): 75 → 85').waitFor();
  await office.getByLabel(/Guardians, too/).check();
  await stage.inspect(office, 'policy');
  await office.getByRole('button', { name: 'Save as a new version' }).click();
  await office.getByRole('dialog').getByRole('button', { name: 'Save as a new version' }).click();
  await office.getByText('Version 2 is in force.').waitFor();
  await until('a new judgement', async () => (await shortage()).condonable === 1);
  const { items } = await shortage();
  assert.deepEqual(
    items.map(({ student, state, percent }) => [student.name, state, percent]),
    [
      ['Asha Rao', 'short', 40],
      ['Bela Nair', 'condonable', 80],
    ],
  );

  await desk.reload();
  await desk.getByText('Bela Nair', { exact: true }).waitFor();
  const saved = desk.waitForEvent('download');
  await desk.getByRole('button', { name: 'Export' }).click();
  assert.equal((await saved).suggestedFilename(), 'shortage.csv');

  const id = students[0]?.id ?? '';
  await admin.call('updatePerson', { params: { id }, body: { profile: { guardianEmail: 'home@parents.example' } } });
  await phone.reload();
  await phone.getByText('Below 75% the college cannot condone what is missing.').waitFor();
  await phone.getByRole('switch', { name: 'Also warn home@parents.example' }).click();
  await phone.getByText('Your guardian is warned, too.').waitFor();
  await stage.inspect(phone, 'after');
});
