import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { codeMessage } from '@smart-presence/contract';
import type { ApiClient } from './support/api.ts';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { deviceOf } from './support/device.ts';
import { emailOf, enrolByApi, renderings, signIn } from './support/people.ts';
import type { Person } from './support/portraits.ts';
import { story } from './support/story.ts';

/** A student with an enrolled face uses the room code alone, which is for the teacher to approve. */
async function askForWord({ teacher }: TestCollege, student: ApiClient, sessionId: string): Promise<void> {
  const { codes } = await teacher.call('showRoomCode', { params: { id: sessionId } });
  const code = codes.find(({ until }) => until > Date.now())?.code ?? '';
  const { person } = await student.call('me');
  const device = deviceOf(student).sign(codeMessage({ personId: person.id, sessionId, code }));
  const reply = await student.call('checkInByCode', { params: { id: sessionId }, body: { code, device } });
  assert.equal(reply.decision, 'review');
}

story('a teacher approves one, rejects another, gives more time and takes the sheet along', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Elin Berg', 'Carla Iyer']);
  const { id } = await college.teacher.call('openSession', {
    params: { id: college.sectionId },
    body: { minutes: 30 },
    key: crypto.randomUUID(),
  });
  for (const [index, person] of (['asha', 'elin'] as Person[]).entries()) {
    const studentId = college.students[index]?.id ?? '';
    const student = await enrolByApi({ server, college, studentId, pictures: await renderings(person) });
    await askForWord(college, student, id);
  }

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto(`/sessions/${id}`);
  await desk.getByRole('button', { name: 'Approve the check-in of Asha Rao' }).click();
  await desk.getByText('Asha Rao approved').waitFor();
  await desk.getByRole('button', { name: 'Reject the check-in of Elin Berg' }).click();
  await desk.getByText('Elin Berg rejected').waitFor();
  await desk.getByTestId('tiles').getByText('Asha Rao').waitFor();
  assert.equal(await desk.getByText('Needs your word').count(), 0);

  const { endsAt } = await college.teacher.call('getSession', { params: { id } });
  await desk.getByRole('button', { name: '+5 minutes' }).click();
  await desk.getByText('Extended by 5 minutes').waitFor();
  const extended = await college.teacher.call('getSession', { params: { id } });
  assert.equal(extended.endsAt - endsAt, 5 * 60_000);
  await stage.inspect(desk, 'decided-and-extended');

  await desk.getByRole('button', { name: 'More' }).click();
  const [sheet] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('menuitem', { name: 'Export CSV' }).click(),
  ]);
  const lines = (await readFile(await sheet.path(), 'utf8')).trim().split(/\r?\n/);
  assert.equal(lines.length, 4, 'a heading and three students');
  assert.match(lines.find((line) => line.includes('Asha Rao')) ?? '', /1SP001.*P/);
  assert.doesNotMatch(lines.find((line) => line.includes('Elin Berg')) ?? '', /room-code/);
  assert.match(sheet.suggestedFilename(), /\.csv$/);
});

story('under 18 a guardian is named; withdrawing erases the template and keeps the marks', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Elin Berg']);
  const [asha, elin] = college.students;
  assert.ok(asha && elin);
  const student = await enrolByApi({ server, college, studentId: asha.id, pictures: await renderings('asha') });
  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  await phone.goto('/face');
  await phone.getByRole('button', { name: 'Withdraw consent' }).click();
  const dialog = phone.getByRole('dialog');
  await dialog.getByText('Erases 1 face template within a minute.').waitFor();
  await stage.inspect(phone, 'withdraw');
  await dialog.getByRole('button', { name: 'Withdraw consent' }).click();
  await phone.getByText('Consent withdrawn. Your template is being erased.').waitFor();
  await phone.getByRole('button', { name: 'Yes, use my face' }).waitFor();
  assert.equal((await student.call('myBiometrics')).template, null);

  const { profile } = await college.admin.call('getPerson', { params: { id: elin.id } });
  await college.admin.call('updatePerson', {
    params: { id: elin.id },
    body: { profile: { ...profile, isUnder18: true } },
  });
  await acceptInvitation({ server, admin: college.admin, personId: elin.id });
  await phone.context().clearCookies();
  await signIn(phone, emailOf(1));
  await phone.goto('/face');
  const yes = phone.getByRole('button', { name: 'Yes, use my face' });
  await yes.click();
  await phone.getByLabel('Name of the guardian').and(phone.locator('[aria-invalid="true"]')).waitFor();
  await stage.inspect(phone, 'guardian-missing');
  await phone.getByLabel('Name of the guardian').fill('Berta Berg');
  await phone.getByLabel('E-mail of the guardian').fill('berta@home.example');
  await yes.click();
  await phone.getByRole('button', { name: 'Start' }).waitFor();
  await phone.goto('/face');
  await phone.getByText('Berta Berg').first().waitFor();
});
