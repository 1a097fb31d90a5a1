import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

const WAIT_MS = 20_000;
/** How soon a device that was unpaired has to know it. */
const CUT_MS = 5_000;
const PASSWORD = 'eleven grey herons wait';

/** The newest mail to somebody on the page of this server's mails, which administrators see without a mail server. */
async function mailTo(page: Page, { to, subject }: { to: string; subject: RegExp }): Promise<string> {
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await wait(300)) {
    await page.goto('/dev/mail');
    for (const article of await page.getByRole('article').all()) {
      const text = await article.innerText();
      if (text.includes(`To ${to},`) && subject.test(text)) return text;
    }
  }
  throw new Error(`No mail to ${to} about ${subject}.`);
}

const linkIn = (text: string, path: string): string =>
  new RegExp(`http://\\S+${path}#[\\w-]{43}`).exec(text)?.[0] ?? `no link to ${path}`;

story('kiosk: a tablet is paired, shows what is open at its place, and is cut off', async (stage) => {
  const { server, enter, inspect } = stage;
  const college = await setUpCollege(await server(), ['Asha']);
  const place = { name: 'Main building', latitude: 12.97, longitude: 77.59, radius: 100, networks: [] };
  const { id: placeId } = await college.admin.call('createPlace', { body: place });
  await college.admin.call('updateDepartment', {
    params: { id: college.departmentId },
    body: { name: 'Computer Science', code: 'CS', placeId },
  });
  const admin = await enter({ device: 'desk' });
  await signIn(admin, 'admin@college.example', college.authenticator);

  await admin.getByRole('link', { name: 'Settings' }).click();
  await admin.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await inspect(admin, 'settings');
  await admin.getByRole('link', { name: /^Kiosks/ }).click();
  await admin.getByRole('heading', { name: 'No kiosk yet' }).waitFor();
  await inspect(admin, 'no kiosk');
  await admin.getByRole('button', { name: 'Add kiosk' }).first().click();
  await admin.getByLabel('Name').fill('Library, main entrance');
  await inspect(admin, 'add kiosk');
  await admin.getByRole('button', { name: 'Save' }).click();
  const code = admin.getByRole('img', { name: /^Pairing code: / });
  await code.waitFor();
  await inspect(admin, 'pairing code');

  const tablet = await enter({ device: 'desk' });
  await tablet.goto('/kiosk');
  await tablet.getByRole('heading', { name: 'Make this device a kiosk' }).waitFor();
  await tablet.getByRole('button', { name: 'Pair this device' }).click();
  await tablet.getByText('Write the 8 letters and digits of the code.').waitFor();
  await inspect(tablet, 'pairing');
  await tablet.getByLabel('Pairing code').fill(((await code.textContent()) ?? '').toLowerCase());
  await tablet.getByRole('button', { name: 'Pair this device' }).click();
  await tablet.getByRole('heading', { name: 'Main building' }).waitFor();
  await tablet.getByText('No session is open here at the moment').waitFor();
  await tablet.getByText('Connected').waitFor();
  await inspect(tablet, 'nothing open');
  await admin.getByRole('dialog').getByText('Library, main entrance is paired.').waitFor();
  await admin.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await admin.getByRole('row', { name: /Library, main entrance.*Paired.*Chrome/ }).waitFor();
  await inspect(admin, 'paired kiosk');

  await college.teacher.call('openSession', { params: { id: college.sectionId }, body: { minutes: 15 } });
  await tablet.getByText('CS501 Networks').waitFor({ timeout: CUT_MS });
  await tablet.getByText('No camera was found').waitFor();
  await inspect(tablet, 'a session is open, but there is no camera');
  const people = await tablet.evaluate(
    "Promise.all(['/api/people', '/api/sections', '/api/me', '/api/live'].map(async (path) => (await fetch(path)).status))",
  );
  assert.deepEqual(people, [403, 403, 403, 403]);
  await tablet.reload();
  await tablet.getByText('CS501 Networks').waitFor();

  await admin.getByRole('button', { name: 'Actions for Library, main entrance' }).click();
  await admin.getByRole('menuitem', { name: 'Unpair' }).click();
  await inspect(admin, 'unpair');
  await admin.getByRole('dialog').getByRole('button', { name: 'Unpair' }).click();
  await tablet.getByRole('heading', { name: 'Make this device a kiosk' }).waitFor({ timeout: CUT_MS });

  await admin.getByRole('button', { name: 'Actions for Library, main entrance' }).click();
  await admin.getByRole('menuitem', { name: 'Pair a device' }).click();
  await code.waitFor();
  const scanned = ((await code.textContent()) ?? '').replace('-', '');
  const other = await enter({ device: 'phone' });
  await other.goto(`/kiosk#${scanned}`);
  await other.getByRole('button', { name: 'Pair this device' }).click();
  await other.getByText('CS501 Networks').waitFor();
  assert.equal(new URL(other.url()).hash, '', 'the code is not left in the address');
});

story('registration: from the public page to the student’s home', async ({ server, enter, inspect }) => {
  const college = await setUpCollege(await server(), []);
  const admin = await enter({ device: 'desk' });
  await signIn(admin, 'admin@college.example', college.authenticator);
  const phone = await enter({ device: 'phone' });
  await phone.goto('/register');
  await phone.getByRole('heading', { name: 'Nobody can register at the moment' }).waitFor();
  await inspect(phone, 'closed');
  const policy = await college.admin.call('accessPolicy');
  const selfRegistration = { isOpen: true, mailDomains: ['college.example'] };
  await college.admin.call('saveAccessPolicy', { body: { ...policy, selfRegistration } });

  const register = async ({ name, email, usn = '' }: { name: string; email: string; usn?: string }) => {
    await phone.goto('/sign-in');
    await phone.getByRole('link', { name: 'New here? Ask for a student account' }).click();
    await phone.getByLabel('Your name').fill(name);
    await phone.getByLabel('E-mail').fill(email);
    await phone.getByLabel('USN').fill(usn);
    await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await phone.getByRole('button', { name: 'Ask for the account' }).click();
  };
  await register({ name: 'Asha Rao', email: 'asha@elsewhere.example' });
  await phone.getByText('Accounts are not given to addresses of this mail domain.').waitFor();
  await inspect(phone, 'register');
  await register({ name: 'A Teacher', email: 'teacher@college.example' });
  await phone.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  const known = await mailTo(admin, { to: 'teacher@college.example', subject: /you have an account already/ });
  assert.equal(/#[\w-]{43}/.test(known), false, 'nobody else opens an account with it');

  await register({ name: 'Asha Rao', email: 'asha@college.example', usn: '1SP26CS777' });
  await phone.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await inspect(phone, 'mailed');
  const letter = await mailTo(admin, { to: 'asha@college.example', subject: /confirm your e-mail/ });
  await phone.goto(linkIn(letter, '/register/confirm'));
  await phone.getByLabel('Password', { exact: true }).fill('not the one that was chosen');
  await phone.getByRole('button', { name: 'Confirm and sign in' }).click();
  await phone.getByText('This is not the password that was chosen').waitFor();
  await inspect(phone, 'confirm');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: 'Confirm and sign in' }).click();
  await phone.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
  await phone.getByText('1SP26CS777').waitFor();
  await inspect(phone, 'waiting');
  await phone.goto('/home');
  await phone.getByRole('heading', { name: 'Waiting for approval' }).waitFor();

  await admin.goto('/admin');
  await admin.getByText('1 person asks for an account.').waitFor();
  await admin.getByRole('link', { name: 'Decide' }).click();
  await admin.getByRole('row', { name: /Asha Rao.*1SP26CS777.*None/ }).waitFor();
  await inspect(admin, 'registrations');
  await admin.getByLabel('Select all rows of this page').check();
  await admin.getByRole('button', { name: 'Approve' }).click();
  await admin.getByRole('dialog').getByLabel('Department').selectOption({ label: 'Computer Science' });
  await inspect(admin, 'approve');
  await admin.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await admin.getByText('1 request is approved.').waitFor();
  await admin.getByRole('heading', { name: 'Nobody waits' }).waitFor();
  await inspect(admin, 'nobody waits');

  const ready = await mailTo(admin, { to: 'asha@college.example', subject: /your account is ready/ });
  assert.match(ready, /\/sign-in/);
  await phone.goto('/sign-in');
  await phone.getByLabel('E-mail').fill('asha@college.example');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.keyboard.press('Enter');
  await phone.waitForURL('**/home');

  const late = await enter({ device: 'phone' });
  await late.goto(linkIn(letter, '/register/confirm'));
  await late.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await late.getByRole('button', { name: 'Confirm and sign in' }).click();
  await late.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
});

story('registration: refused with a reason, and withdrawn', async ({ server, enter, inspect }) => {
  const college = await setUpCollege(await server(), ['Asha']);
  const policy = await college.admin.call('accessPolicy');
  await college.admin.call('saveAccessPolicy', {
    body: { ...policy, selfRegistration: { isOpen: true, mailDomains: [] } },
  });
  const admin = await enter({ device: 'desk' });
  await signIn(admin, 'admin@college.example', college.authenticator);
  const phone = await enter({ device: 'phone' });
  const ask = async ({ name, email, usn }: { name: string; email: string; usn: string }) => {
    await phone.goto('/register');
    await phone.getByLabel('Your name').fill(name);
    await phone.getByLabel('E-mail').fill(email);
    await phone.getByLabel('USN').fill(usn);
    await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await phone.getByRole('button', { name: 'Ask for the account' }).click();
    await phone.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    await phone.goto(linkIn(await mailTo(admin, { to: email, subject: /confirm/ }), '/register/confirm'));
    await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await phone.getByRole('button', { name: 'Confirm and sign in' }).click();
    await phone.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
  };
  await ask({ name: 'Ravi', email: 'ravi@example.org', usn: '1SP002' });
  await phone.getByRole('button', { name: 'Withdraw the request' }).click();
  await inspect(phone, 'withdraw');
  await phone.getByRole('dialog').getByRole('button', { name: 'Withdraw the request' }).click();
  await phone.getByRole('heading', { name: 'Your request is withdrawn' }).waitFor();
  await inspect(phone, 'withdrawn');

  await ask({ name: 'Аѕha', email: 'someone@example.org', usn: '1sp 001' });
  await admin.goto('/admin/registrations');
  await admin.getByText('USN belongs to Asha').waitFor();
  await inspect(admin, 'a request with a taken USN');
  await admin.getByRole('button', { name: 'Decide about Аѕha' }).click();
  await admin.getByRole('menuitem', { name: 'Refuse' }).click();
  await admin.getByLabel('Reason, as it is mailed').fill('This roll number is not yours.');
  await inspect(admin, 'refuse');
  await admin.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await admin.getByText('1 request is refused.').waitFor();
  const no = await mailTo(admin, { to: 'someone@example.org', subject: /no account was made/ });
  assert.match(no, /This roll number is not yours\./);
  await admin.goto('/admin/registrations?show=refused');
  await admin.getByRole('row', { name: /someone@example\.org.*by Admin.*This roll number/ }).waitFor();
  await inspect(admin, 'refused');
  await phone.reload();
  await phone.waitForURL('**/sign-in*');
});
