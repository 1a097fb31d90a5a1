import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { ApiClient } from './support/api.ts';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

const CERTIFICATE = Buffer.from(`%PDF-1.4\n${'% nothing but a comment\n'.repeat(20)}%%EOF\n`);

/** A session that nobody came to. */
async function missed({ teacher, sectionId }: TestCollege): Promise<string> {
  const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {}, key: crypto.randomUUID() });
  await teacher.call('closeSession', { params: { id } });
  return id;
}

async function answer(desk: Page, { button, reason }: { button: string; reason: string }): Promise<void> {
  await desk.getByRole('button', { name: button, exact: true }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Grant' }).check();
  await dialog.getByLabel('Why').fill(reason);
}

const codeOf = async (student: ApiClient, sessionId: string) => {
  const { history } = await student.call('myAttendance', { query: {} });
  return history.find((entry) => entry.sessionId === sessionId)?.code;
};

story('an appeal is answered and leave is granted with a document, while both sides look on', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Elin Berg']);
  const [asha] = college.students;
  assert.ok(asha);
  const student = await acceptInvitation({ server, admin: college.admin, personId: asha.id });
  const present = await missed(college);
  const [desk, phone] = [await stage.enter(), await stage.enter({ device: 'phone' })];
  await signIn(desk, 'teacher@college.example');
  await desk.goto('/requests');
  await desk.getByRole('heading', { name: 'Nothing waits for an answer' }).waitFor();

  await signIn(phone, emailOf(0));
  await phone.goto('/attendance');
  await phone.getByRole('button', { name: /the mark and its history$/ }).click();
  await phone.getByText('Marked Absent').waitFor();
  await phone.getByRole('button', { name: 'Appeal against this mark' }).click();
  await phone.getByLabel('It should be').selectOption('Present');
  await phone.getByLabel('Why').fill('I sat in the back row.');
  await stage.inspect(phone, 'appeal');
  await phone.getByRole('button', { name: 'Send the appeal' }).click();
  await phone.getByText('Appealed. The answer comes to your notifications.').waitFor();

  await phone.goto('/');
  await phone.getByText('Waits for an answer').waitFor();
  await stage.inspect(phone, 'home');
  await desk.goto('/');
  await desk.getByRole('link', { name: '1 request waits for your answer' }).click();
  await answer(desk, { button: 'Answer Asha Rao', reason: 'I remember you.' });
  await stage.inspect(desk, 'answer');
  await desk.getByRole('button', { name: 'Send the answer' }).click();
  await desk.getByRole('heading', { name: 'Nothing waits for an answer' }).waitFor();
  assert.equal(await codeOf(student, present), 'P');
  await phone.goto('/attendance');
  await phone.getByRole('button', { name: /the mark and its history$/ }).click();
  await phone.getByText('Absent to Present').waitFor();
  await phone.getByRole('link', { name: 'From an appeal' }).waitFor();

  const absent = await missed(college);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Kolkata' }).format(Date.now());
  await phone.goto('/requests');
  await phone.getByRole('link', { name: 'Ask for leave' }).click();
  await phone.getByRole('heading', { name: 'Ask for leave' }).waitFor();
  await phone.getByRole('radio', { name: 'Medical' }).check();
  await phone.getByLabel('First day').fill(day);
  await phone.getByLabel('From').selectOption({ index: 1 });
  await phone.getByLabel('Why').fill('I had a fever.');
  await phone
    .locator('input[type=file]')
    .setInputFiles({ name: 'certificate.pdf', mimeType: 'application/pdf', buffer: CERTIFICATE });
  await stage.inspect(phone, 'ask-for-leave');
  await phone.getByRole('button', { name: 'Ask for leave' }).click();
  const leave = phone.getByRole('article', { name: 'Leave: medical' });
  await leave.getByText('Waits for an answer').waitFor();

  await desk.getByRole('article', { name: 'Asha Rao: Leave: medical' }).waitFor();
  const [file] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('button', { name: 'Open document 1' }).click(),
  ]);
  assert.deepEqual(await readFile(await file.path()), CERTIFICATE);
  await desk.getByText(/^Opened by Teacher/).waitFor();
  await stage.inspect(desk, 'queue');
  await answer(desk, { button: 'Answer Asha Rao', reason: 'Get well soon.' });
  await desk.getByRole('button', { name: 'Send the answer' }).click();
  await leave.getByText('Get well soon.').waitFor();
  await leave.getByText(/^Opened by Teacher/).waitFor();
  assert.equal(await codeOf(student, absent), 'M');
  await stage.inspect(phone, 'my-requests');
});
