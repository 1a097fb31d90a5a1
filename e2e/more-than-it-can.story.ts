import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './support/api.ts';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { beginCheckIn, enrolFace } from './support/enrolled.ts';
import { framesOf } from './support/frames.ts';
import { PEOPLE } from './support/portraits.ts';
import { startServer } from './support/server.ts';

const STUDENTS = 10;
const PATIENCE_MS = 60_000;

test('more check-ins at once than the server can do: some are told to come back, and nobody is lost', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-data-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const calm = await startServer({ dataDir });
  t.after(() => calm.crash());
  const college = await setUpCollege(
    calm,
    Array.from({ length: STUDENTS }, (_, at) => `Student ${at + 1}`),
  );
  const { admin, teacher, sectionId, students } = college;
  const { data } = await admin.call('currentPolicy');
  // Seven faces for ten people; neither that nor the place is this story's subject.
  const face = { ...data.face, duplicateSure: 0 };
  await admin.call('savePolicy', { body: { data: { ...data, placeMode: 'off', face } } });
  const phones = [];
  for (const [at, { id }] of students.entries()) {
    const person = PEOPLE[at % PEOPLE.length] ?? 'asha';
    const client = await acceptInvitation({ server: calm, admin, personId: id });
    await enrolFace(client, person);
    phones.push({ client, person });
  }
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 30 } });
  await calm.stop();

  // One worker, and nobody is let in to wait for long.
  const server = await startServer({ dataDir, env: { FACE_THREADS: '1', FACE_WAIT_SECONDS: '0.1' } });
  t.after(() => server.crash());
  for (const { client } of [...phones, { client: teacher }]) client.moveTo(server.url);
  const attended = async () => (await teacher.call('getSession', { params: { id: session.id } })).counts.attended;
  const posts = await Promise.all(
    phones.map(async ({ client, person }, at) =>
      beginCheckIn(client, { sessionId: session.id, frames: await framesOf(person, 6), key: `burst-check-in-${at}` }),
    ),
  );

  const first = await Promise.all(posts.map((post) => post()));
  const refused = first.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0, 'somebody was told to come back');
  for (const { body, headers } of refused) {
    assert.equal(body.error?.code, 'overloaded');
    assert.ok((body.error?.advice ?? '').length > 0);
    assert.ok(Number(headers.get('retry-after')) >= 1);
  }
  const accepted = first.filter(({ status, body }) => status === 200 && body.code === 'accepted');
  assert.equal(accepted.length + refused.length, STUDENTS);
  assert.equal(await attended(), accepted.length, 'a mark for each answer, none for a refusal');

  const comeBack = async (post: () => Promise<Answer<'checkIn'>>): Promise<Answer<'checkIn'>> => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await post();
      if (answer.status !== 503 || Date.now() > until) return answer;
      await pause(Number(answer.headers.get('retry-after')) * 1000);
    }
  };
  // Those who were answered ask once more too: the same key gets the same answer.
  const last = await Promise.all(posts.map(comeBack));
  for (const { status, body } of last) assert.deepEqual([status, body.code], [200, 'accepted']);
  assert.equal(await attended(), STUDENTS);
  console.log(`${refused.length} of ${STUDENTS} were told to come back, and did`);
  await server.stop();
});
