import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { emailOf, enrolByApi, renderings, signIn } from './support/people.ts';
import { portrait } from './support/portraits.ts';
import type { RunningServer } from './support/server.ts';
import { type Stage, story } from './support/story.ts';

const IN_THE_ROOM = { latitude: 12.9716, longitude: 77.5946, accuracy: 12 };
const CAPTURE_TIMEOUT_MS = 90_000;

/** A college with an open session and a phone before the face of its first student. */
async function begin(stage: Stage, server: RunningServer) {
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair']);
  const [asha, bela] = college.students;
  assert.ok(asha && bela);
  await acceptInvitation({ server, admin: college.admin, personId: bela.id });
  await enrolByApi({ server, college, studentId: asha.id, pictures: await renderings('asha') });
  await college.teacher.call('openSession', { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() });
  const phone = await stage.enter({
    device: 'phone',
    film: { pictures: [await portrait('asha')], framesEach: 75 },
    place: IN_THE_ROOM,
  });
  // By the timer: the guide is not what this is about.
  await phone.route('**/models/**', (route) => route.abort());
  return { college, phone, asha };
}

/** Checks in; the connection is lost while the pictures are sent, and the tab is closed. @returns what brings it back. */
async function loseConnection(phone: Page) {
  const context = phone.context();
  const sent: { key: string | undefined; body: number }[] = [];
  let isLost = true;
  await context.route('**/check-in', (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.fallback();
    sent.push({ key: request.headers()['idempotency-key'], body: request.postDataBuffer()?.length ?? 0 });
    return isLost ? route.abort('internetdisconnected') : route.continue();
  });
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
  await phone.getByText('No connection. Your check-in is kept').first().waitFor({ timeout: CAPTURE_TIMEOUT_MS });
  const again = await context.newPage();
  await phone.close();
  return {
    again,
    sent,
    bringBack: () => {
      isLost = false;
    },
  };
}

const sessionOf = async ({ teacher }: TestCollege) => {
  const [session] = (await teacher.call('listSessions', { query: {} })).items;
  assert.ok(session);
  return session;
};

story('a check-in outlives its tab: kept, sent when the page is opened again, ticked', async (stage) => {
  const server = await stage.server();
  const { college, phone } = await begin(stage, server);
  await signIn(phone, emailOf(0));
  const { again, sent, bringBack } = await loseConnection(phone);
  const before = sent.length;
  bringBack();
  await again.goto('/home');
  await again.getByRole('heading', { name: 'You are checked in' }).waitFor();
  await stage.inspect(again, 'sent-and-ticked');
  await again.getByText('You are marked: Present').waitFor();
  assert.equal(sent.length, before + 1);
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1, 'the same check-in as before');
  assert.equal((await sessionOf(college)).counts.attended, 1);
  await again.reload();
  await again.getByText('You are marked: Present').waitFor();
  assert.equal(sent.length, before + 1, 'nothing waits any more');
});

story('one that comes after the session goes to the teacher with its times, and is nobody else’s', async (stage) => {
  const server = await stage.server();
  const { college, phone, asha } = await begin(stage, server);
  await signIn(phone, emailOf(0));
  const { again, sent, bringBack } = await loseConnection(phone);
  const { id } = await sessionOf(college);
  await college.teacher.call('closeSession', { params: { id } });

  await again.goto('/home');
  await again.getByRole('heading', { name: '1 check-in waiting to be sent' }).waitFor();
  await again.getByRole('button', { name: 'Try now' }).click();
  await stage.inspect(again, 'waiting');
  await again.getByRole('button', { name: 'Discard: Networks' }).click();
  await again.getByRole('dialog').getByText('Erases it and its pictures').waitFor();
  await stage.inspect(again, 'discard');
  await again.keyboard.press('Escape');

  // Somebody else takes the phone: nothing of it is shown or sent.
  const signedIn = await again.context().cookies();
  await again.context().clearCookies();
  await signIn(again, emailOf(1));
  bringBack();
  const before = sent.length;
  await again.getByRole('heading', { name: 'No session is open' }).waitFor();
  await again.getByText('Read and decide').waitFor();
  assert.equal(await again.getByText('waiting to be sent').count(), 0);
  assert.equal(sent.length, before);

  // And back in the first one's hands.
  await again.context().clearCookies();
  await again.context().addCookies(signedIn);
  await again.goto('/home');
  await again.getByRole('heading', { name: 'Your teacher takes a look' }).waitFor();
  await again.getByText('It came late, so your teacher decides').first().waitFor();
  await stage.inspect(again, 'late');

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto(`/sessions/${id}`);
  await desk.getByText('Begun in time, but it could be sent only later').waitFor();
  await desk.getByText('Pictures taken').waitFor();
  await stage.inspect(desk, 'review-with-times');
  const { reviews } = await college.teacher.call('getBoard', { params: { id } });
  assert.deepEqual(reviews[0]?.reasons, ['arrived_late']);
  await desk.getByRole('button', { name: 'Approve the check-in of Asha Rao' }).click();
  await desk.getByText('Asha Rao approved').waitFor();
  const history = await college.teacher.call('markHistory', { params: { id, studentId: asha.id } });
  assert.deepEqual(
    history.map(({ to, method }) => [to, method]),
    [
      ['A', 'clock'],
      ['P', 'face-self'],
    ],
  );
  assert.equal(history[1]?.at, reviews[0]?.late?.capturedAt, 'at the time it was taken');
});

story('signing out erases what waits', async (stage) => {
  const server = await stage.server();
  const { college, phone } = await begin(stage, server);
  await signIn(phone, emailOf(0));
  const { again, sent, bringBack } = await loseConnection(phone);
  await again.goto('/home');
  await again.getByRole('heading', { name: '1 check-in waiting to be sent' }).waitFor();
  await again.locator('[aria-haspopup="menu"]').click();
  await again.getByRole('menuitem', { name: 'Sign out' }).click();
  await again.waitForURL('**/sign-in**');
  bringBack();
  const before = sent.length;
  await signIn(again, emailOf(0));
  await again.getByRole('link', { name: /Networks.*Check in/s }).waitFor();
  assert.equal(await again.getByText('waiting to be sent').count(), 0);
  assert.equal(sent.length, before);
  assert.equal((await sessionOf(college)).counts.marked, 0);
});
