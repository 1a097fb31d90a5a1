import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { pino } from 'pino';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { pairedKiosk } from '../../accounts/testing.ts';
import { openSession } from '../open-session.ts';
import { addClass, NOW } from '../testing.ts';
import { failuresIn, watchForFailures } from './failed-check-ins.ts';

/** A server that answers check-ins as the address says, and nothing else of the product. */
const answering = async (db: Db, viewer: Viewer | null) => {
  const app = fastify();
  app.decorateRequest('viewer', null);
  app.addHook('onRequest', async (request) => {
    request.viewer = viewer;
  });
  const platform = { app, db, clock: () => NOW, log: pino({ level: 'silent' }) } as unknown as Platform;
  watchForFailures(platform);
  for (const [routeName, url] of [
    ['checkIn', '/check-in/:id'],
    ['kioskCheckIn', '/door'],
    ['getBoard', '/board/:id'],
  ] as const)
    app.get(url, { config: { routeName } }, async (request, reply) => {
      const status = Number((request.query as { status: string }).status);
      if (status === 503) void reply.header('retry-after', '5');
      return reply.code(status).send({});
    });
  return (url: string) => app.inject({ url });
};

/** The hook runs after the answer: what it writes is there a little later. */
const written = async (db: Db, sessionId: string, atLeast: number) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const rows = await failuresIn(db, sessionId);
    if (rows.length >= atLeast) return rows.map(({ personId, cause }) => `${personId} ${cause}`).sort();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return [];
};

eachDatabase((open) => {
  test('what this server could not look at is written down: by whom, in which session, and whether it was merely busy', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db);
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const [one, two] = students as [Viewer, Viewer];
    const [first, second] = [await answering(db, one), await answering(db, two)];
    for (const status of [200, 409, 422]) await first(`/check-in/${id}?status=${status}`);
    await first(`/board/${id}?status=500`);
    await first(`/check-in/${newId()}?status=500`);
    await (await answering(db, null))(`/check-in/${id}?status=500`);
    await (await answering(db, teacher))(`/check-in/${id}?status=500`);
    for (let times = 0; times < 3; times += 1) await first(`/check-in/${id}?status=503`);
    await second(`/check-in/${id}?status=500`);
    assert.deepEqual(await written(db, id, 2), [`${one.personId} busy`, `${two.personId} failed`].sort());
  });

  test('a kiosk whose pictures could not be looked at speaks for every session at its door, but not when it was busy', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db, { place: true });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const { id: placeId } = await db.selectFrom('place').select('id').executeTakeFirstOrThrow();
    const config = { publicUrl: undefined } as unknown as Platform['config'];
    const target = { http: fastify(), platform: { config, db, clock: () => NOW } };
    const { person } = await pairedKiosk(target as unknown as Parameters<typeof pairedKiosk>[0], placeId);
    const at = await answering(db, { ...teacher, personId: person.id, role: 'kiosk' });
    await at('/door?status=503');
    await at('/door?status=500');
    assert.deepEqual(await written(db, id, 1), [`${person.id} failed`]);
  });
});
