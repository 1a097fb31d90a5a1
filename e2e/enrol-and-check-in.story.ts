import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, enrolByApi, renderings, signIn, turningHead } from './support/people.ts';
import { portrait } from './support/portraits.ts';
import { type Stage, story } from './support/story.ts';

const IN_THE_ROOM = { latitude: 12.9716, longitude: 77.5946, accuracy: 12 };
/** A face guide that has to be fetched and warmed up, then nine pictures over small turns, on a busy machine. */
const CAPTURE_TIMEOUT_MS = 90_000;

/** Notes, in the page, when the name first appears on an arrival tile; milliseconds since 1970. */
const WATCH_FOR_TILE = `void (window.tileAt = new Promise((seen) => {
  const look = () => {
    if (document.querySelector('[data-testid="tiles"]')?.textContent.includes('Asha Rao')) seen(Date.now());
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}))`;

story('a student enrols, a session opens, the student checks in and appears on the board', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair', 'Carla Iyer']);
  const [asha] = college.students;
  assert.ok(asha);
  await acceptInvitation({ server, admin: college.admin, personId: asha.id });

  const phone = await stage.enter({
    device: 'phone',
    film: { pictures: await turningHead('asha'), framesEach: 75 },
    place: IN_THE_ROOM,
  });
  await signIn(phone, emailOf(0));
  await phone.getByRole('heading', { name: 'No session is open' }).waitFor();
  await stage.inspect(phone, 'home-before-consent');

  await phone.getByRole('link', { name: 'Read and decide' }).click();
  await phone.getByRole('button', { name: 'Yes, use my face' }).waitFor();
  await stage.inspect(phone, 'consent');
  await phone.getByRole('button', { name: 'Yes, use my face' }).click();
  await phone.getByRole('button', { name: 'Start' }).waitFor();
  await stage.inspect(phone, 'enrol-tips');
  await phone.getByRole('button', { name: 'Start' }).click();
  await phone.getByText('Your face is enrolled').waitFor({ timeout: CAPTURE_TIMEOUT_MS });
  await stage.inspect(phone, 'enrolled');
  await phone.getByRole('link', { name: 'Go to home' }).click();
  await phone.getByRole('heading', { name: 'No session is open' }).waitFor();

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.getByRole('heading', { name: 'Your classes' }).waitFor();
  await stage.inspect(desk, 'today');
  await desk.getByRole('button', { name: 'Open a session for Networks' }).click();
  await desk.getByText('Nobody has checked in yet').waitFor();
  await stage.inspect(desk, 'board-empty');
  await desk.evaluate(WATCH_FOR_TILE);

  const open = phone.getByRole('link', { name: /Networks.*Check in/s });
  await open.waitFor();
  await stage.inspect(phone, 'home-open');
  const answered = phone.waitForResponse((response) => response.url().endsWith('/check-in'));
  await open.click();
  const answer = await answered;
  await answer.finished();
  const { startTime, requestStart, responseEnd } = answer.request().timing();
  await phone.getByRole('heading', { name: 'You are checked in' }).waitFor();

  // The mark is committed after the request came and before its answer went.
  const tileAt = Number(await desk.evaluate('window.tileAt'));
  const sentAt = startTime + requestStart;
  const answeredAt = startTime + responseEnd;
  console.log(
    `commit to tile: at most ${Math.round(tileAt - sentAt)} ms (from sending the pictures, face work included); ` +
      `${Math.round(tileAt - answeredAt)} ms after the answer had come back to the phone`,
  );
  await stage.inspect(phone, 'checked-in');
  assert.equal(await desk.getByTestId('board-counter').innerText().then(firstNumber), 1);
  await stage.inspect(desk, 'board');

  await phone.getByRole('link', { name: 'Done' }).click();
  await phone.getByText('You are marked: Present').waitFor();
  await stage.inspect(phone, 'home-marked');

  await rollCallAndClose(desk, stage.inspect);
});

const firstNumber = (text: string): number => Number.parseInt(text, 10);

async function rollCallAndClose(desk: Page, inspect: (page: Page, name: string) => Promise<void>): Promise<void> {
  await desk.getByText('Roll call', { exact: true }).click();
  await desk.getByRole('button', { name: 'Bela Nair: P, Present' }).focus();
  await desk.keyboard.press('l');
  await desk.getByRole('button', { name: 'Bela Nair: L, Late', pressed: true }).waitFor();
  await desk.keyboard.press('Control+z');
  await desk.getByRole('button', { name: 'Bela Nair: L, Late', pressed: false }).waitFor();
  await desk.getByRole('button', { name: 'Bela Nair: E, Excused' }).focus();
  await desk.keyboard.press('e');
  await desk.getByText('All saved').waitFor();
  await inspect(desk, 'roll-call');

  await desk.getByRole('button', { name: 'Close session' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByText('Marks 1 student absent.').waitFor();
  await dialog.getByText('Keeps 2 marks as they are.').waitFor();
  await inspect(desk, 'close-dialog');
  await dialog.getByRole('button', { name: 'Close now' }).click();
  await desk.getByText('Marks can be changed until').waitFor();
  await desk.getByText('Marks', { exact: true }).click();
  // Exactly: the roll call, which is leaving, has buttons that begin with the name.
  await desk.getByRole('button', { name: 'Carla Iyer', exact: true }).click();
  await desk.getByText('Marked Absent').waitFor();
  await inspect(desk, 'mark-history');
}

/** A college with an enrolled student and an open session, and a phone that films this person. */
async function classOf(stage: Stage, before: Parameters<typeof portrait>[0]) {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao']);
  const [asha] = college.students;
  assert.ok(asha);
  await enrolByApi({ server, college, studentId: asha.id, pictures: await renderings('asha') });
  await college.teacher.call('openSession', { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() });

  const phone = await stage.enter({
    device: 'phone',
    film: { pictures: [await portrait(before)], framesEach: 75 },
    place: IN_THE_ROOM,
  });
  return { college, phone };
}

story('somebody else with the phone and the password is not let in', async (stage) => {
  const { college, phone } = await classOf(stage, 'elin');
  await signIn(phone, emailOf(0));
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
  await refused(phone);
  await stage.inspect(phone, 'refused');
  assert.equal(await phone.getByText('Or ask your teacher').count(), 0, 'the first failure asks for another try alone');
  await phone.getByRole('button', { name: 'Try again' }).click();
  await refused(phone);
  await phone.getByText('Or ask your teacher').waitFor();
  await stage.inspect(phone, 'refused-twice');

  const [session] = (await college.teacher.call('listSessions', { query: {} })).items;
  assert.equal(session?.counts.marked, 0);
});

async function refused(phone: Page): Promise<void> {
  await phone.getByRole('heading', { name: 'Your face was not recognised' }).waitFor({ timeout: CAPTURE_TIMEOUT_MS });
}

story('a check-in outlives a lost connection and a face guide that cannot be had', async (stage) => {
  const { phone } = await classOf(stage, 'asha');
  await phone.route('**/models/**', (route) => route.abort());
  const keys: (string | undefined)[] = [];
  await phone.route('**/check-in', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length <= 2) await route.abort('internetdisconnected');
    else await route.continue();
  });
  await signIn(phone, emailOf(0));
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
  await phone.getByText('Pictures are taken by a timer').waitFor();
  await phone.getByText('No connection. Your check-in is kept').first().waitFor({ timeout: CAPTURE_TIMEOUT_MS });
  await stage.inspect(phone, 'connection-lost');
  await phone.getByRole('heading', { name: 'You are checked in' }).waitFor({ timeout: CAPTURE_TIMEOUT_MS });
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1, 'every try is the same request');
});
