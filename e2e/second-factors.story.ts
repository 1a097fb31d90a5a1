import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { Authenticator } from './support/authenticator.ts';
import { acceptInvitation, PASSWORD, setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { story } from './support/story.ts';

/** Passkeys need a host name: the same server by its other name. */
const byName = (server: RunningServer): string => server.url.replace('127.0.0.1', 'localhost');

/** While its owner is there, the authenticator answers whatever asks then, the browser's list at the e-mail field as well. */
interface Passkeys {
  arrive(): Promise<unknown>;
  leave(): Promise<unknown>;
}

/** A platform authenticator in the browser. */
const withPasskeys = async (page: Page): Promise<Passkeys> => {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const present = (enabled: boolean) =>
    client.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return { arrive: () => present(true), leave: () => present(false) };
};

/** The browser's list at the e-mail field is asked for when the page opens; what it needs comes after the button was pressed. */
const delayOffer = async (page: Page) => {
  const asked = Promise.withResolvers<void>();
  const pressed = Promise.withResolvers<void>();
  const options = '**/api/sign-in/passkey/options';
  await page.route(
    options,
    async (route) => {
      asked.resolve();
      await pressed.promise;
      await route.continue();
    },
    { times: 1 },
  );
  return {
    isAsked: asked.promise,
    /** Lets it come. The button's own request must outlive it. */
    async arrive() {
      const late = page.waitForResponse(options);
      pressed.resolve();
      await (await late).finished();
      await page.evaluate('new Promise((done) => setTimeout(done, 100))');
      assert.equal(await page.getByRole('alert').count(), 0);
    },
  };
};

const signOut = async (page: Page): Promise<void> => {
  await page.goto(new URL('/account', page.url()).href);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL(/\/sign-in\?why=left/);
};

/** Lets the last proof of everybody who is signed in be longer ago. */
const tenMinutesPass = ({ dataDir }: RunningServer): void => {
  const db = new DatabaseSync(`${dataDir}/smart-presence.sqlite`);
  db.exec('pragma busy_timeout = 5000');
  db.exec(
    'update sign_in_session set created_at = created_at - 660000, reauthenticated_at = reauthenticated_at - 660000',
  );
  db.close();
};

story(
  'the first administrator protects the account with a passkey and signs in with it alone',
  async ({ server, enter, inspect }) => {
    const running = await server();
    const page = await enter();
    const passkeys = await withPasskeys(page);
    const link = new URL(running.setupLink());
    await page.goto(`${byName(running)}${link.pathname}${link.hash}`);
    await page.getByLabel('Name of the institution').fill('Test College');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Your name').fill('Meera Rao');
    await page.getByLabel('E-mail').fill('admin@college.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Name of the department').fill('Computer Science');
    await page.getByLabel('Code').fill('CS');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Create the institution' }).click();

    await page.getByRole('heading', { name: 'Protect your account' }).waitFor();
    await inspect(page, 'protect your account');
    await page.goto(`${byName(running)}/admin/people`);
    await page.getByRole('heading', { name: 'Protect your account' }).waitFor();
    await page.getByRole('button', { name: 'A passkey' }).click();
    await page.getByLabel('Name of this passkey').fill('Office computer');
    await inspect(page, 'add a passkey');
    await page.getByRole('button', { name: 'Create the passkey' }).click();
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    assert.equal(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count(), 10);
    await inspect(page, 'recovery codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.waitForURL(/\/admin\/people/);

    await passkeys.leave();
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await inspect(page, 'sign in');
    const late = await delayOffer(page);
    await page.reload();
    await late.isAsked;
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await late.arrive();

    // An owner who comes after a request was made is not noticed: so they are there first, and nothing else asks.
    const never = await delayOffer(page);
    await page.reload();
    await never.isAsked;
    await passkeys.arrive();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(/\/admin$/);
    await page.goto(`${byName(running)}/account`);
    await page.getByText('Office computer').waitFor();
    await page.getByText('10 codes are left').waitFor();
    await inspect(page, 'account');

    await passkeys.leave();
    await signOut(page);
    await page.getByLabel('E-mail').fill('admin@college.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await inspect(page, 'second factor by passkey');
    await passkeys.arrive();
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await page.waitForURL(/\/admin$/);

    // The browser's own list at the e-mail field: picking a passkey there is all it takes.
    await signOut(page);
    await page.waitForURL(/\/admin$/);
  },
);

story('a teacher sets up an authenticator, and each code opens once', async ({ server, enter, inspect }) => {
  const running = await server();
  const { authenticator: adminCodes } = await setUpCollege(running, []);
  const page = await enter();
  await signIn(page, 'teacher@college.example');
  await page.goto('/account');
  await page.getByRole('button', { name: 'Set up an authenticator' }).click();
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  await inspect(page, 'authenticator');
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? '';
  const authenticator = new Authenticator(secret.replaceAll(' ', ''));
  await page.getByLabel('Code', { exact: true }).fill(await authenticator.next());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
  assert.equal(codes.length, 10);
  await page.getByRole('button', { name: 'I have kept them' }).click();

  await signOut(page);
  await signIn(page, 'teacher@college.example', authenticator);
  await page.waitForURL(/\/today/);

  await signOut(page);
  await signIn(page, 'teacher@college.example');
  await page.getByLabel('Code', { exact: true }).fill(authenticator.again());
  await page.keyboard.press('Enter');
  await page.getByText('This does not match, or was used before.').waitFor();
  await inspect(page, 'a code that was used');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]?.toLowerCase() ?? '');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/today/);

  await signOut(page);
  await signIn(page, 'teacher@college.example');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByText('This does not match, or was used before.').waitFor();

  const desk = await enter();
  await signIn(desk, 'admin@college.example', adminCodes);
  await desk.goto('/admin/people?secondFactor=with');
  await desk.getByRole('link', { name: 'Teacher' }).click();
  await desk.getByText('Has a passkey or an authenticator.').waitFor();
  tenMinutesPass(running);
  await desk.getByRole('button', { name: 'Reset second factors' }).click();
  const question = desk.getByRole('dialog', { name: /Reset the second factors/ });
  await question.getByLabel('Reason').fill('Phone lost on the bus');
  await inspect(desk, 'reset second factors');
  await question.getByRole('button', { name: 'Reset second factors' }).click();
  const proof = desk.getByRole('dialog', { name: 'Is it you?' });
  await proof.waitFor();
  await proof.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await proof.getByLabel('Code', { exact: true }).fill(adminCodes.again());
  await proof.getByRole('button', { name: 'Go on' }).click();
  await proof.getByText('The password or the code is not right.').waitFor();
  await inspect(desk, 'prove again who you are');
  await proof.getByLabel('Code', { exact: true }).fill(await adminCodes.next());
  await proof.getByRole('button', { name: 'Go on' }).click();
  // The call that was refused has been sent again by itself.
  await desk.getByText('Has none.').waitFor();
  await question.waitFor({ state: 'hidden' });
  await signIn(page, 'teacher@college.example');
  await page.waitForURL(/\/today/);
});

story('whoever was asked for a new password chooses one before going on', async ({ server, enter, inspect }) => {
  const running = await server();
  const { admin } = await setUpCollege(running, ['Asha Rao']);
  const { items } = await admin.call('listPeople', { query: { role: 'student' } });
  const [student] = items;
  await acceptInvitation({ server: running, admin, personId: student?.id ?? '' });
  await admin.call('bulkPeople', { body: { ids: [student?.id ?? ''], action: 'ask-new-password' } });
  const phone = await enter({ device: 'phone' });
  await signIn(phone, 'student1@college.example');
  await phone.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await inspect(phone, 'a new password');
  await phone.getByLabel('New password').fill(PASSWORD);
  await phone.getByRole('button', { name: 'Save and go on' }).click();
  await phone.getByText('This is the password you have.').waitFor();
  await phone.getByLabel('New password').fill('my bicycle has no bell anymore');
  await phone.getByRole('button', { name: 'Save and go on' }).click();
  await phone.waitForURL(/\/home/);
});
