import assert from 'node:assert/strict';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';
import { payload } from './support/xss-corpus.ts';

const NAMES = ['Asha Rao', 'Bela Nair', 'Carla Iyer', 'Devi Menon', 'Elin Berg'];

story('a class is rated by those who attended, read from five on, told when low, and answered', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, NAMES);
  const { admin, teacher, sectionId, students } = college;
  const clients = [];
  for (const { id } of students) clients.push(await acceptInvitation({ server, admin, personId: id }));
  const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {}, key: crypto.randomUUID() });
  const marks = students.map((student) => ({ studentId: student.id, code: 'P' }));
  await teacher.call('setMarks', { params: { id }, body: { marks, reason: null }, key: crypto.randomUUID() });
  await teacher.call('closeSession', { params: { id } });

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto(`/sections/${sectionId}/feedback`);
  await desk.getByRole('heading', { name: 'No feedback yet' }).waitFor();

  const office = await stage.enter();
  await signIn(office, 'admin@college.example', college.authenticator);
  await office.goto('/feedback');
  await office.getByLabel('The teachers of the section').check();
  await office.getByRole('button', { name: 'Save' }).click();
  await office.getByText('Saved', { exact: true }).waitFor();
  await stage.inspect(office, 'settings');

  const hostile = [0, 2, 4, 13].map(payload);
  for (const [at, client] of clients.slice(1).entries())
    await client.call('giveFeedback', {
      body: { sessionId: id, rating: 4, comment: hostile[at] ?? '', isNamed: false },
      key: crypto.randomUUID(),
    });
  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  await phone.goto('/attendance');
  await phone.getByRole('link', { name: 'Rate your classes' }).click();
  await phone.getByRole('button', { name: /^Rate Networks/ }).click();
  const dialog = phone.getByRole('dialog');
  await dialog.getByText('Nobody is shown whose rating it is.').waitFor();
  await dialog.getByRole('radio', { name: '1: very poor' }).check();
  await dialog.getByLabel('Comment').fill('I could not hear a word in the back.');
  await stage.inspect(phone, 'rating');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await phone.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();

  // The teacher's page moves by itself: a low rating, and with it the fifth.
  await desk.getByRole('heading', { name: 'Comments' }).waitFor();
  await desk.getByText('I could not hear a word in the back.').waitFor();
  assert.equal(await desk.getByText('Asha Rao').count(), 0, 'nobody is named');
  for (const text of hostile) await desk.getByText(text, { exact: true }).waitFor();
  assert.equal(await desk.locator('[data-xss]').count(), 0, 'what students write is text');
  await stage.inspect(desk, 'section');
  await desk.getByRole('button', { name: 'Answer the comment "I could not hear a word in the back."' }).click();
  await desk
    .getByRole('dialog')
    .getByLabel('Your answer')
    .fill(`I shall bring a microphone. ${payload(5)}`);
  await desk.getByRole('dialog').getByRole('button', { name: 'Answer' }).click();
  await desk.getByText('I shall bring a microphone.').waitFor();
  await desk.goto('/notifications');
  await desk.getByText('A low rating in Networks').waitFor();

  await phone.goto('/feedback');
  await phone.getByText('I shall bring a microphone.').waitFor();
  assert.equal(await phone.locator('[data-xss]').count(), 0, 'what teachers write is text');
  await stage.inspect(phone, 'answered');
});
