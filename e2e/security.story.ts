import assert from 'node:assert/strict';
import { codeMessage } from '@smart-presence/contract';
import { ApiClient } from './support/api.ts';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { deviceOf } from './support/device.ts';
import { emailOf, signIn } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

const CLASSES = 5;

/** Two students check in from one device, class after class. */
async function shareDevice({ teacher, sectionId }: TestCollege, students: readonly ApiClient[]): Promise<void> {
  const [first] = students;
  assert.ok(first);
  for (let held = 0; held < CLASSES; held += 1) {
    const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 60 } });
    for (const client of students) {
      const { codes } = await teacher.call('showRoomCode', { params: { id } });
      const { person } = await client.call('me');
      const code = codes[0]?.code ?? '';
      const device = deviceOf(first).sign(codeMessage({ personId: person.id, sessionId: id, code }));
      await client.call('checkInByCode', { params: { id }, body: { code, device } });
    }
    await teacher.call('closeSession', { params: { id } });
  }
}

/** Somebody guesses the passwords of two accounts, and does not wait when told to. */
async function guess(server: RunningServer): Promise<void> {
  const stranger = new ApiClient(server.url);
  const body = { password: 'not the password at all' };
  for (const email of ['teacher@college.example', emailOf(0), emailOf(1)])
    for (let n = 0; n < 14; n += 1) await stranger.send('signIn', { body: { ...body, email } });
}

/** A student tries what is not theirs. */
async function poke(student: ApiClient): Promise<void> {
  for (let n = 0; n < 24; n += 1) await student.send('listKiosks');
  for (let n = 0; n < 8; n += 1)
    await student.send('getSection', { params: { id: `01900000-0000-7000-8000-00000000000${n}` } });
}

story(
  'an administrator sees attacks as they happen, settles them, and reads a case',
  async ({ server, enter, inspect }) => {
    const running = await server();
    const college = await setUpCollege(running, ['Asha Rao', 'Bela Nair', 'Chitra Menon']);
    const { admin, students, authenticator } = college;
    const { data } = await admin.call('currentPolicy');
    await admin.call('savePolicy', {
      body: { data: { ...data, placeMode: 'off', roomCode: { mode: 'alternative' } } },
    });
    const clients: ApiClient[] = [];
    for (const { id } of students) clients.push(await acceptInvitation({ server: running, admin, personId: id }));

    const office = await enter();
    await signIn(office, 'admin@college.example', authenticator);
    await office.goto('/admin/security');
    await office.getByRole('heading', { name: 'No alert needs you' }).waitFor();

    // Nobody loads the page again from here on.
    await Promise.all([guess(running), poke(clients[2] as ApiClient), shareDevice(college, clients.slice(0, 2))]);
    const alerts = office.getByRole('list', { name: 'Alerts' });
    const intrusion = alerts.getByRole('listitem').filter({ hasText: 'Intrusion: Chitra Menon (1SP003)' });
    await intrusion.getByText('Called what their role may not').waitFor();
    await alerts.getByRole('link', { name: /^Guessing: Network / }).waitFor();
    await alerts.getByRole('link', { name: /^Shared device: Asha Rao/ }).waitFor();
    const toCase = office.getByRole('link', { name: 'Case of 2 students' });
    await toCase.waitFor();
    await inspect(office, 'attacked');

    await intrusion.getByRole('button', { name: /^I look into it/ }).click();
    await intrusion.getByText('Admin looks into it').waitFor();
    await intrusion.getByRole('button', { name: /^Resolve/ }).click();
    const dialog = office.getByRole('dialog');
    await dialog.getByLabel('What came of it').fill('Talked to Chitra. <b>Curious, not hostile.</b>');
    await dialog.getByRole('button', { name: 'Resolve', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await intrusion.waitFor({ state: 'detached' });
    await office.getByText('Resolved', { exact: true }).click();
    await office.getByText('Talked to Chitra. <b>Curious, not hostile.</b>').waitFor();
    await office.getByRole('link', { name: 'Intrusion: Chitra Menon (1SP003)' }).click();
    await office.getByRole('heading', { name: 'Intrusion: Chitra Menon (1SP003)' }).waitFor();
    await office.getByText('Resolved by Admin').waitFor();
    await inspect(office, 'alert');

    await office.goBack();
    await toCase.click();
    await office
      .getByText(/Asha Rao and Bela Nair because both checked in from the same device in 5 classes/)
      .waitFor();
    await inspect(office, 'case');

    await office.goto('/admin');
    await office.getByRole('link', { name: 'Open the security centre' }).waitFor();
  },
);
