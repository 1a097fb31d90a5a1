import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

story('a teacher takes a register along and has it sent, a student takes a record', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣಮೂರ್ತಿ', 'محمد عبد الله']);
  const { admin, teacher, students, sectionId } = college;
  await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });
  for (const absent of [0, 1]) {
    const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
    const marks = students.map((student, at) => ({ studentId: student.id, code: at === absent ? 'A' : 'P' }));
    await teacher.call('setMarks', { params: { id }, body: { marks } });
    await teacher.call('closeSession', { params: { id } });
  }

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto(`/sections/${sectionId}`);
  await desk.getByRole('link', { name: 'Report', exact: true }).click();
  await desk.getByRole('heading', { name: 'Section register: Networks, A' }).waitFor();
  await desk.getByRole('cell', { name: 'محمد عبد الله' }).waitFor();
  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('button', { name: 'Take as PDF' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^Section register.*\.pdf$/);
  const pdf = await readFile(await download.path());
  assert.equal(pdf.toString('latin1', 0, 5), '%PDF-');
  await desk.getByText('Taken', { exact: true }).waitFor();
  await desk.getByRole('button', { name: 'Schedule the chosen report' }).click();
  await desk.getByRole('button', { name: 'Schedule', exact: true }).click();
  await desk.getByRole('button', { name: /^Remove the schedule of Section register/ }).waitFor();
  await stage.inspect(desk, 'register');

  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  await phone.goto('/attendance');
  await phone.getByRole('link', { name: 'My record as a file' }).click();
  await phone.getByRole('heading', { name: 'Student record: Asha Rao' }).waitFor();
  await stage.inspect(phone, 'record');
});
