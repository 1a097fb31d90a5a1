import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

const WAIT_MS = 20_000;
const NEXT_PASSWORD = 'eleven grey herons wait';

/** The newest link to this page in a mail to this person; without a mail server mails are files. */
async function mailedLink(server: RunningServer, { to, path }: { to: string; path: string }): Promise<string> {
  const folder = join(server.dataDir, 'mail');
  const link = new RegExp(`http://\\S+${path}#[\\w-]{43}`);
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await wait(100)) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.toSorted().toReversed()) {
      const raw = (await readFile(join(folder, name), 'utf8')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      const found = raw.includes(`To: ${to}`) && link.exec(raw)?.[0];
      if (found) return found;
    }
  }
  throw new Error(`No mail to ${to} with a link to ${path}.`);
}

story('mail: everybody is invited, and a forgotten password is set anew', async ({ server, enter, inspect }) => {
  const running = await server();
  const { authenticator } = await setUpCollege(running, ['Asha', 'Elin']);
  const admin = await enter({ device: 'desk' });
  await signIn(admin, 'admin@college.example', authenticator);

  await admin.goto('/admin/people?role=student');
  await admin.getByLabel('Select all rows of this page').check();
  await admin.getByRole('button', { name: 'Invite by mail' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Invite by mail' }).click();
  await admin.getByText('2 invitations are on their way.').waitFor();
  const invitation = await mailedLink(running, { to: 'student1@college.example', path: '/invite' });

  const phone = await enter({ device: 'phone' });
  await phone.goto(invitation);
  await phone.getByLabel('New password').fill(NEXT_PASSWORD);
  await phone.getByRole('button', { name: 'Set password and sign in' }).click();
  await phone.waitForURL('**/home');

  await admin.goto('/admin/mail');
  await admin.getByRole('row', { name: /student1@college\.example.*Sent/ }).waitFor({ timeout: WAIT_MS });
  await inspect(admin, 'mail');
  await admin.goto('/dev/mail');
  assert.match(await admin.content(), /Test College: set your password/);

  const forgetful = await enter({ device: 'phone' });
  await forgetful.goto('/sign-in');
  await inspect(forgetful, 'sign-in');
  await forgetful.getByRole('link', { name: 'Forgot your password?' }).click();
  await forgetful.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  await inspect(forgetful, 'forgot');
  await forgetful.getByLabel('E-mail').fill('teacher@college.example');
  await forgetful.getByRole('button', { name: 'Send the link' }).click();
  await forgetful.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await inspect(forgetful, 'sent');
  const reset = await mailedLink(running, { to: 'teacher@college.example', path: '/reset' });

  await forgetful.goto(reset);
  await forgetful.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await inspect(forgetful, 'reset');
  await forgetful.getByLabel('New password').fill(NEXT_PASSWORD);
  await forgetful.getByRole('button', { name: 'Set password and sign in' }).click();
  await forgetful.waitForURL('**/today');

  const late = await enter({ device: 'phone' });
  await late.goto(reset);
  await late.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
});
