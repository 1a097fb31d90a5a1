import assert from 'node:assert/strict';
import { putBeforeCamera } from './support/actor.ts';
import {
  actor,
  approve,
  awaitAnswer,
  countOf,
  IN_THE_ROOM,
  MOVEMENTS_TIMEOUT_MS,
  noteMovements,
  openCheckIn,
  openClass,
  toCamera,
} from './support/movements.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

story('a person who moves as asked is checked in, whatever the order', async (stage) => {
  const server = await stage.server();
  const college = await openClass(server);
  const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM });
  await putBeforeCamera(phone, (await actor).performance);
  const asked = noteMovements(phone);
  await openCheckIn(phone);
  const began = Date.now();
  const isIn = await awaitAnswer(phone);
  console.log(`${asked.join(', ')}: ${Date.now() - began} ms from the tap to ${isIn ? 'the tick' : 'the teacher'}`);
  await stage.inspect(phone, isIn ? 'checked-in' : 'with-the-teacher');
  assert.equal(asked.length, 3);
  if (!isIn) await approve(college, ['liveness_unclear']);
  assert.equal((await countOf(college)).attended, 1);
});

const photos = [
  { how: 'held still', sway: 0.002 },
  { how: 'moved about', sway: 0.05 },
] as const;

for (const { how, sway } of photos) {
  story(
    `a photo ${how} before the camera is refused, with advice and after the second try other ways`,
    async (stage) => {
      const server = await stage.server();
      const college = await openClass(server);
      const [photo] = (await actor).enrolment;
      assert.ok(photo);
      const film = { pictures: [photo], framesEach: 75, sway };
      const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM, film });
      await toCamera(stage, phone);
      const again = phone.getByRole('button', { name: 'Try again' });
      await again.waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
      await stage.inspect(phone, 'refused');
      assert.equal(await phone.getByText('Or ask your teacher').count(), 0);
      assert.equal((await countOf(college)).marked, 0);
      await again.click();
      await again.waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
      await phone.getByText('Or ask your teacher').waitFor();
      assert.equal((await countOf(college)).marked, 0);
    },
  );
}

story('who would rather not move asks the teacher, who sees why', async (stage) => {
  const server = await stage.server();
  const college = await openClass(server);
  const [face] = (await actor).enrolment;
  assert.ok(face);
  const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM, film: { pictures: [face], framesEach: 75 } });
  await toCamera(stage, phone);
  await phone.getByRole('button', { name: 'Let my teacher decide' }).click();
  await phone.getByRole('heading', { name: 'Your teacher takes a look' }).waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
  assert.deepEqual(await countOf(college).then(({ review, marked }) => [review, marked]), [1, 0]);
  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  const [session] = (await college.teacher.call('listSessions', { query: {} })).items;
  await desk.goto(`/sessions/${session?.id}`);
  await desk.getByText('Asked for your word instead of the movements.').waitFor();
  await stage.inspect(desk, 'review');
});
