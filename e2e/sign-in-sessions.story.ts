import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { ApiClient } from './support/api.ts';
import { acceptInvitation, PASSWORD, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

const WAIT_MS = 20_000;
/** Streams of a session that has ended are cut within this time. */
const CUT_MS = 5_000;

/** The text of the newest mail to this person that holds what is looked for; without a mail server mails are files. */
async function mailed(server: RunningServer, to: string, wanted: RegExp): Promise<string> {
  const folder = join(server.dataDir, 'mail');
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await wait(100)) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.toSorted().toReversed()) {
      const raw = (await readFile(join(folder, name), 'utf8')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      const found = raw.includes(`To: ${to}`) && wanted.exec(raw)?.[0];
      if (found) return found;
    }
  }
  throw new Error(`No mail to ${to} with ${wanted}.`);
}

/** Guesses a password until the next guess has to wait this long. */
async function guessUntilSlow(server: RunningServer, email: string, seconds: number): Promise<void> {
  const stranger = new ApiClient(server.url);
  for (;;) {
    const { status, headers } = await stranger.send('signIn', { body: { email, password: 'not the password at all' } });
    const after = Number(headers.get('retry-after') ?? 0);
    if (status === 429 && after >= seconds - 2) return;
    if (status === 429) await wait(after * 1000);
  }
}

/** Listens to live events and tells when the server ended that. */
async function listen(server: RunningServer, client: ApiClient): Promise<{ cut: Promise<number> }> {
  const response = await fetch(`${server.url}/api/live`, { headers: { cookie: client.cookie } });
  assert.equal(response.status, 200);
  const reader = response.body?.getReader();
  const cut = (async () => {
    while (reader && !(await reader.read()).done);
    return Date.now();
  })();
  return { cut };
}

const dialog = (page: Page) => page.getByRole('dialog');

story(
  'sign-in sessions: devices are seen and signed out, new ones told and confirmed',
  async ({ server, enter, inspect }) => {
    const running = await server();
    const college = await setUpCollege(running, ['Asha', 'Elin']);
    const { admin: adminClient, authenticator, teacher: teacherClient } = college;
    const [asha, elin] = college.students;
    assert.ok(asha && elin);
    await acceptInvitation({ server: running, admin: adminClient, personId: asha.id });
    await acceptInvitation({ server: running, admin: adminClient, personId: elin.id });
    const guessing = guessUntilSlow(running, emailOf(0), 60);
    // When the story fails before it is waited for, it fails with the server; that says nothing new.
    guessing.catch(() => undefined);

    // A teacher with a desk and a phone loses the phone.
    const desk = await enter({ device: 'desk' });
    await signIn(desk, 'teacher@college.example');
    const phone = await enter({ device: 'phone' });
    await signIn(phone, 'teacher@college.example');
    await phone.goto('/account');
    const own = phone.getByRole('listitem').filter({ hasText: 'This device' });
    await own.getByRole('button', { name: /^Rename / }).click();
    await dialog(phone).getByLabel('Name of the device').fill('My phone');
    await dialog(phone).getByRole('button', { name: 'Save' }).click();
    await own.getByText('My phone').waitFor();
    await phone.goto('/today');
    await phone.getByRole('heading', { level: 1 }).waitFor();

    await desk.goto('/account');
    await desk.getByText('My phone').waitFor();
    await inspect(desk, 'account');
    const listening = await listen(running, teacherClient);
    await desk.getByRole('button', { name: 'Sign out My phone' }).click();
    await inspect(desk, 'sign-out-one');
    await dialog(desk).getByRole('button', { name: 'Sign out', exact: true }).click();
    const ended = Date.now();
    await phone.waitForURL('**/sign-in?*why=ended*', { timeout: CUT_MS + 5_000 });
    await phone.getByText('You were signed out. Sign in to go on where you were.').waitFor();
    assert.ok(Date.now() - ended < CUT_MS + 5_000);
    await inspect(phone, 'signed-out');

    await desk.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await dialog(desk).getByRole('button', { name: 'Sign out everywhere else' }).click();
    const endedOthers = Date.now();
    await desk.getByText('1 device is signed out.').waitFor();
    assert.ok((await listening.cut) - endedOthers < CUT_MS, 'the stream is cut');
    assert.equal((await teacherClient.send('me')).status, 401);

    // They were told of both devices, and what to do if it was somebody else.
    const admin = await enter({ device: 'desk' });
    await signIn(admin, 'admin@college.example', authenticator);
    const link = await mailed(running, 'teacher@college.example', /http:\/\/\S+\/forgot\?why=stranger/);
    await admin.goto('/dev/mail');
    const mails = await admin.getByRole('article').filter({ hasText: 'To teacher@college.example' }).allTextContents();
    assert.equal(mails.filter((text) => /new sign-in to your account[\s\S]*Chrome on Linux/.test(text)).length, 2);
    await phone.goto(link);
    await phone.getByText('Somebody else signed in to your account?').waitFor();
    await inspect(phone, 'stranger');

    // The policy: counted before it is saved.
    await admin.goto('/admin/access');
    await admin.getByRole('heading', { name: 'New devices' }).waitFor();
    await admin.getByRole('radiogroup', { name: 'Faculty' }).getByLabel('Required').check();
    await admin.getByRole('button', { name: 'Save' }).click();
    await dialog(admin).getByText('1 faculty member has no second factor yet').waitFor();
    await inspect(admin, 'access-counted');
    await dialog(admin).getByRole('button', { name: 'Cancel' }).click();
    await admin.getByRole('radiogroup', { name: 'Faculty' }).getByLabel('Offered').check();
    await admin.getByLabel('Tell them, and ask for a mailed number').check();
    await admin.getByRole('group', { name: 'Students' }).getByLabel('Stay signed in, days').fill('30');
    await inspect(admin, 'access');
    await admin.getByRole('button', { name: 'Save' }).click();
    await dialog(admin).getByText('Nobody is signed out.').waitFor();
    await dialog(admin).getByRole('button', { name: 'Save' }).click();
    await admin.getByText('by Admin').waitFor();

    // A student on a new phone: the mailed number, and the wish to stay.
    const newPhone = await enter({ device: 'phone' });
    await newPhone.goto('/sign-in');
    await newPhone.getByLabel('E-mail').fill(emailOf(1));
    await newPhone.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await newPhone.getByLabel('Stay signed in on this device').check();
    await inspect(newPhone, 'sign-in');
    await newPhone.getByRole('button', { name: 'Sign in' }).click();
    await newPhone.getByRole('heading', { name: 'Confirm this device' }).waitFor();
    await newPhone.getByText('5 tries left').waitFor();
    await inspect(newPhone, 'confirm-device');
    const number = (await mailed(running, emailOf(1), /^\d{6}\r?$/m)).trim();
    await newPhone.getByLabel('Number from the mail').fill(number === '000000' ? '111111' : '000000');
    await newPhone.getByRole('button', { name: 'Confirm' }).click();
    await newPhone.getByText('This is not the number we have mailed to you.').waitFor();
    await newPhone.getByText('4 tries left').waitFor();
    await inspect(newPhone, 'wrong-number');
    await newPhone.getByLabel('Number from the mail').fill(number);
    await newPhone.keyboard.press('Enter');
    await newPhone.waitForURL('**/home');
    await newPhone.goto('/account');
    await newPhone.getByText('Stays signed in').waitFor();

    // Somebody's password was guessed at; an administrator lets its owner in at once.
    await guessing;
    await guessUntilSlow(running, emailOf(0), 30);
    await admin.goto('/admin/people?status=slowed');
    await admin.getByRole('row', { name: /Asha/ }).waitFor();
    assert.equal(await admin.getByRole('row', { name: /Elin/ }).count(), 0);
    await admin.getByRole('link', { name: 'Asha', exact: true }).click();
    await admin.getByText('from the network 127.0.0.1').waitFor();
    await inspect(admin, 'person');
    const owner = new ApiClient(running.url);
    const rightPassword = { body: { email: emailOf(0), password: PASSWORD } };
    assert.equal((await owner.send('signIn', rightPassword)).status, 429);
    await admin.getByRole('button', { name: 'Unlock' }).click();
    await dialog(admin).getByRole('button', { name: 'Unlock' }).click();
    await admin.getByText('Asha can try again without delay.').waitFor();
    assert.equal((await owner.send('signIn', rightPassword)).status, 200);

    // Roles are told from the server's own table; several people are signed out together.
    await admin.goto('/admin/roles');
    await admin.getByRole('heading', { name: 'Roles' }).waitFor();
    await admin.getByLabel('Role', { exact: true }).selectOption('student');
    await inspect(admin, 'roles');
    await admin.goto(`/admin/people/${elin.id}`);
    await admin.getByRole('button', { name: 'Change role' }).click();
    await dialog(admin)
      .getByText(/They lose \d+ things/)
      .waitFor();
    await inspect(admin, 'change-role');
    await dialog(admin).getByRole('button', { name: 'Cancel' }).click();
    await admin.goto('/admin/people?role=student');
    await admin.getByLabel('Select all rows of this page').check();
    await admin.getByRole('button', { name: 'More', exact: true }).click();
    await admin.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await dialog(admin)
      .getByText(/^Ends \d+ sign-in sessions\.$/)
      .waitFor();
    await inspect(admin, 'bulk');
    await dialog(admin).getByRole('button', { name: 'Sign out everywhere' }).click();
    await admin.getByText(/\d+ people changed\./).waitFor();
    await newPhone.goto('/home');
    await newPhone.waitForURL('**/sign-in*');
  },
);
