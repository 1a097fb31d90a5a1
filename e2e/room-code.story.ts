import assert from 'node:assert/strict';
import { codeMessage, type RoomCodeMode } from '@smart-presence/contract';
import type { Page } from 'playwright-core';
import type { ApiClient } from './support/api.ts';
import { acceptInvitation, setUpCollege, type TestCollege } from './support/college.ts';
import { deviceOf } from './support/device.ts';
import { emailOf, enrolByApi, renderings, signIn, turningHead } from './support/people.ts';
import type { RunningServer } from './support/server.ts';
import { type Stage, story } from './support/story.ts';

const CAPTURE_TIMEOUT_MS = 90_000;

/** A policy about nothing but the room code: place is not the subject here. */
async function setMode({ admin }: TestCollege, mode: RoomCodeMode): Promise<void> {
  const { data } = await admin.call('currentPolicy');
  await admin.call('savePolicy', { body: { data: { ...data, placeMode: 'off', roomCode: { mode } } } });
}

/** A teacher's board on the projector, with the code on it. */
async function project(stage: Stage, { teacher, sectionId }: TestCollege): Promise<{ board: Page; sessionId: string }> {
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 60 } });
  const board = await stage.enter();
  await signIn(board, 'teacher@college.example');
  await board.goto(`/sessions/${session.id}`);
  await codeOn(board);
  return { board, sessionId: session.id };
}

/** The digits as somebody in the last row reads them. */
async function codeOn(board: Page): Promise<string> {
  return (await board.getByTestId('room-code').innerText()).replace(/\s/g, '');
}

async function accounts(server: RunningServer, { admin, students }: TestCollege): Promise<ApiClient[]> {
  const clients: ApiClient[] = [];
  for (const { id } of students) clients.push(await acceptInvitation({ server, admin, personId: id }));
  return clients;
}

story('a student without consent reads the code on the projector and is marked', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair', 'Carla Iyer']);
  await setMode(college, 'alternative');
  await accounts(server, college);
  const { board } = await project(stage, college);
  const early = await codeOn(board);
  assert.match(early, /^\d{8}$/);
  const readEarlyAt = Date.now();
  await stage.inspect(board, 'projector');

  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  const link = phone.getByRole('link', { name: /Networks.*Enter the room code/s });
  await link.waitFor();
  await stage.inspect(phone, 'home');
  await link.click();
  const field = phone.getByLabel('Room code');
  await field.waitFor();
  assert.equal(await field.getAttribute('inputmode'), 'numeric');
  await stage.inspect(phone, 'enter');

  await field.fill('00000000');
  await phone.getByText('This is not the code on the projector').waitFor();
  await stage.inspect(phone, 'guessed');
  // Too late for the code of before, not yet so late that it counts as a guess.
  await phone.waitForTimeout(Math.max(0, readEarlyAt + 22_000 - Date.now()));
  if (Date.now() - readEarlyAt < 55_000) {
    await field.fill(early);
    await phone.getByText('This code has just changed').waitFor();
    await stage.inspect(phone, 'stale');
  }

  const startedAt = Date.now();
  await field.pressSequentially(await codeOn(board));
  await phone.getByRole('heading', { name: 'You are checked in' }).waitFor();
  console.log(`from the first digit to the tick: ${Date.now() - startedAt} ms`);
  await stage.inspect(phone, 'checked-in');
  await board.getByTestId('tiles').getByText('room code').waitFor();
  assert.equal(await board.getByText('look at this').count(), 0, 'an honest check-in is not flagged');
  await stage.inspect(board, 'arrived');

  await board.getByRole('button', { name: 'Hide the code' }).click();
  assert.equal(await board.getByTestId('room-code').count(), 0);
  await stage.inspect(board, 'hidden');
  await board.getByRole('button', { name: 'Show the code' }).click();
  await codeOn(board);

  // The code outlives a connection that is lost for a moment, and moves on without it.
  const before = await codeOn(board);
  await board.context().setOffline(true);
  const deadline = Date.now() + 15_000;
  while ((await codeOn(board)) === before && Date.now() < deadline) await board.waitForTimeout(200);
  assert.match(await codeOn(board), /^\d{8}$/);
  assert.notEqual(await codeOn(board), before);
  await board.context().setOffline(false);

  await phone.goto('/devices');
  await phone.getByText('This device').waitFor();
  await stage.inspect(phone, 'devices');
  await phone.getByRole('button', { name: /^Remove/ }).click();
  await phone.getByRole('dialog').getByText('Keeps all your marks.').waitFor();
  await stage.inspect(phone, 'remove-device');
  await phone.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await phone.getByRole('heading', { name: 'No devices yet' }).waitFor();
  await stage.inspect(phone, 'no-devices');

  await board.getByRole('button', { name: 'Close session' }).click();
  await board.getByRole('dialog').getByRole('button', { name: 'Close now' }).click();
  await board.getByText('Marks can be changed until').waitFor();
  assert.equal(await board.getByTestId('room-code-panel').count(), 0, 'no code is shown for what is closed');
});

story('guesses wait, a used code is used, and a face that was left out waits for the teacher', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair']);
  await setMode(college, 'alternative');
  const [asha] = college.students;
  assert.ok(asha);
  const client = await enrolByApi({ server, college, studentId: asha.id, pictures: await renderings('asha') });
  const { board, sessionId } = await project(stage, college);

  const { person } = await client.call('me');
  const send = async (code: string) => {
    const device = deviceOf(client).sign(codeMessage({ personId: person.id, sessionId, code }));
    return client.send('checkInByCode', { params: { id: sessionId }, body: { code, device } });
  };
  const code = await codeOn(board);
  assert.equal((await send(code)).body.decision, 'review');
  await board.getByText('The room code alone, though a face is enrolled.').waitFor();
  await stage.inspect(board, 'review');
  const { reviews } = await college.teacher.call('getBoard', { params: { id: sessionId } });
  const [review] = reviews;
  assert.ok(review);
  await college.teacher.call('decideReview', { params: { id: review.id }, body: { verdict: 'reject' } });
  // Used by this student; the same answer would come for a stale one only much later.
  assert.match((await send(code)).body.code, /^room_code_(used|stale)$/);

  for (let guess = 0; guess < 4; guess += 1) assert.equal((await send('00000000')).body.code, 'room_code_wrong');
  const waiting = await send(await codeOn(board));
  assert.equal(waiting.status, 429, 'also the right code waits');
  assert.ok(Number(waiting.headers.get('retry-after')) >= 1);
  const board2 = await college.teacher.call('getBoard', { params: { id: sessionId } });
  assert.equal(board2.session.counts.marked, 0);

  const phone = await stage.enter({ device: 'phone' });
  await signIn(phone, emailOf(0));
  await phone.goto(`/check-in/${sessionId}?way=code`);
  const field = phone.getByLabel('Room code');
  await field.fill('00000000');
  await field.fill('00000001');
  await phone.getByText('Several codes were wrong.').waitFor();
  await stage.inspect(phone, 'wait');
});

story('where both are wanted, the scanned code comes first and the face after it', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao']);
  await setMode(college, 'off');
  const office = await stage.enter();
  await signIn(office, 'admin@college.example', college.authenticator);
  await office.goto('/admin/policies');
  await office.getByLabel('Beside the face, too').check();
  await office.getByText('What the code on the board is for: Nothing → Beside the face, too').waitFor();
  await stage.inspect(office, 'policy');
  await office.getByRole('button', { name: 'Save as a new version' }).click();
  await office.getByRole('dialog').getByRole('button', { name: 'Save as a new version' }).click();
  await office.getByText('is in force.').waitFor();
  const [asha] = college.students;
  assert.ok(asha);
  await enrolByApi({ server, college, studentId: asha.id, pictures: await renderings('asha') });
  const { board } = await project(stage, college);

  const phone = await stage.enter({ device: 'phone', film: { pictures: await turningHead('asha'), framesEach: 75 } });
  await signIn(phone, emailOf(0));
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
  await phone.getByLabel('Room code').waitFor();
  await stage.inspect(phone, 'code-first');
  // As a phone's camera app opens it: the link of the QR code.
  await phone.goto(`/c#${await codeOn(board)}`);
  await phone.getByRole('heading', { name: 'You are checked in' }).waitFor({ timeout: CAPTURE_TIMEOUT_MS });
  assert.doesNotMatch(phone.url(), /\d{8}$/, 'the code is not left in the address bar');
  await board.getByTestId('tiles').getByText('own check-in').waitFor();
});

story('a second student on the same device: both are shown to the teacher', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair']);
  await setMode(college, 'alternative');
  await accounts(server, college);
  const { board, sessionId } = await project(stage, college);

  const phone = await stage.enter({ device: 'phone' });
  const checkInAs = async (place: number) => {
    await signIn(phone, emailOf(place));
    await phone.goto(`/check-in/${sessionId}#${await codeOn(board)}`);
    await phone.getByRole('heading', { name: 'You are checked in' }).waitFor();
  };
  await checkInAs(0);
  await board.getByTestId('tiles').getByText('Asha Rao').waitFor();
  assert.equal(await board.getByText('device shared').count(), 0);
  await phone.getByRole('button', { name: 'Asha Rao' }).click();
  await phone.getByRole('menuitem', { name: 'Sign out' }).click();
  await phone.waitForURL((url) => url.pathname === '/sign-in');
  await checkInAs(1);
  await board.getByText('device shared with another student').nth(1).waitFor();
  assert.equal(await board.getByText('device shared with another student').count(), 2);
  await stage.inspect(board, 'shared');
  assert.equal(await phone.getByText(/shared|another student/).count(), 0, 'no student is told');
});
