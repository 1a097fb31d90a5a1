import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { renderActor } from './actor.ts';
import { setUpCollege, type TestCollege } from './college.ts';
import { emailOf, enrolByApi, signIn } from './people.ts';
import type { RunningServer } from './server.ts';
import type { Stage } from './story.ts';

export const IN_THE_ROOM = { latitude: 12.9716, longitude: 77.5946, accuracy: 12 };
/** The guide is fetched and warmed up, and movements that do not come are waited for. */
export const MOVEMENTS_TIMEOUT_MS = 110_000;

export const actor = renderActor();

interface Asked {
  level: 'low' | 'standard' | 'high';
  flashes?: 'off' | 'offer' | 'expect';
}

/** A college that asks for movements, with one student whose rendered face is enrolled, and a session. */
export async function openClass(
  server: RunningServer,
  { level, flashes = 'off' }: Asked = { level: 'standard' },
): Promise<TestCollege> {
  const college = await setUpCollege(server, ['Asha Rao']);
  const [asha] = college.students;
  assert.ok(asha);
  const { data } = await college.admin.call('currentPolicy');
  await college.admin.call('savePolicy', { body: { data: { ...data, liveness: { level, flashes } } } });
  await enrolByApi({ server, college, studentId: asha.id, pictures: (await actor).enrolment });
  await college.teacher.call('openSession', { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() });
  return college;
}

export async function openCheckIn(phone: Page): Promise<void> {
  await signIn(phone, emailOf(0));
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
}

export async function toCamera(stage: Stage, phone: Page): Promise<void> {
  await openCheckIn(phone);
  await phone.getByRole('button', { name: 'Let my teacher decide' }).waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
  await stage.inspect(phone, 'movements');
}

export const countOf = async ({ teacher }: TestCollege) => {
  const [session] = (await teacher.call('listSessions', { query: {} })).items;
  assert.ok(session);
  return session.counts;
};

/** Notes the movements that the server tells. */
export function noteMovements(phone: Page): string[] {
  const asked: string[] = [];
  phone.on('response', async (response) => {
    if (response.url().endsWith('/steps')) asked.push(((await response.json()) as { kind: string }).kind);
  });
  return asked;
}

/** @returns whether the tick came; a take that is not clear enough, of honest people too, goes to the teacher and is never refused. */
export async function awaitAnswer(phone: Page): Promise<boolean> {
  const tick = phone.getByRole('heading', { name: 'You are checked in' });
  const teacher = phone.getByRole('heading', { name: 'Your teacher takes a look' });
  await tick.or(teacher).waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
  return tick.isVisible();
}

/** The teacher approves the one open review, which has these reasons. */
export async function approve({ teacher }: TestCollege, because: string[]): Promise<void> {
  const [session] = (await teacher.call('listSessions', { query: {} })).items;
  const { reviews } = await teacher.call('getBoard', { params: { id: session?.id ?? '' } });
  assert.deepEqual(
    reviews.map(({ state, reasons }) => [state, reasons]),
    [['open', because]],
  );
  await teacher.call('decideReview', { params: { id: reviews[0]?.id ?? '' }, body: { verdict: 'approve' } });
}
