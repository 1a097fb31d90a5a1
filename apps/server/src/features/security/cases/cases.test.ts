import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { keepTrace } from '../../../platform/security-events/index.ts';
import { addClass } from '../../attendance/testing.ts';
import { securityHold, securityRetention } from '../forget-old.ts';
import { resolveAlert } from '../settle-alert.ts';
import { alerts, judge, NOW, report } from '../testing.ts';
import { noteDue } from './cases.store.ts';
import { compareSections, findCases } from './find-cases.ts';
import { gatherCases } from './gather-cases.ts';
import { type Link, linksOf, type Trace } from './links-of.ts';
import { linksOfEvents } from './links-of-events.ts';

const DAY_MS = 86_400_000;
const tell = async () => {};

const trace = (studentId: string, session: number, change: Partial<Trace> = {}): Trace => ({
  sessionId: `s${session}`,
  studentId,
  at: NOW + session * DAY_MS,
  device: `phone of ${studentId}`,
  spot: null,
  ...change,
});
const days = (n: number) => Array.from({ length: n }, (_, index) => index);
const together = async (traces: readonly Trace[]) => gatherCases(await linksOf(traces));
const link = (a: string, b: string, change: Partial<Link> = {}): Link => ({
  ...{ kind: 'device', a, b, strength: 1, firstAt: NOW, lastAt: NOW, facts: { times: 5 } },
  ...change,
});

test('one phone for two on five days is a case; lent once it is none', async () => {
  const on = (n: number) => [
    ...days(10).map((day) => trace('a', day, { at: NOW + day * DAY_MS })),
    ...days(n).map((day) => trace('b', day, { device: 'phone of a', at: NOW + day * DAY_MS + day * 60_000 + 600_000 })),
  ];
  assert.deepEqual(await together(on(1)), []);
  assert.deepEqual(await together(on(4)), []);
  const [one] = await together(on(5));
  assert.deepEqual(one?.members, ['a', 'b']);
  assert.deepEqual(
    one?.links.map(({ kind, facts }) => [kind, facts.times]),
    [['device', 5]],
  );
});

test('computers of a room change hands from class to class, and say nothing', async () => {
  const seats = days(20).flatMap((day) =>
    Array.from({ length: 12 }, (_, seat) =>
      trace(`student ${(seat * 5 + day * 7) % 12}`, day, {
        device: `pc ${seat}`,
        at: NOW + day * DAY_MS + seat * ((day * 13) % 7) * 9000,
      }),
    ),
  );
  assert.deepEqual(await together(seats), []);
});

test('classmates who sit at one spot, and crowds, make no case; neither does coming together in the usual way', async () => {
  const near = days(20).flatMap((day) => [
    trace('a', day, { spot: 'here' }),
    trace('b', day, { spot: 'here', at: NOW + day * DAY_MS + ((day * 37) % 90) * 1000 }),
  ]);
  const links = await linksOf(near);
  assert.deepEqual(
    links.map(({ kind }) => kind),
    ['spot'],
  );
  assert.deepEqual(gatherCases(links), [], 'one kind of weak link is none');
  const crowd = days(20).flatMap((day) =>
    Array.from({ length: 9 }, (_, n) =>
      trace(`c${n}`, day, { spot: 'router', at: NOW + day * DAY_MS + ((day * n * 7919) % 800) * 1000 }),
    ),
  );
  assert.deepEqual(await linksOf(crowd), []);
});

test('always the same pause, twenty classes long, is a case; alike faces alone are none', async () => {
  const held = days(20).flatMap((day) => [
    trace('a', day),
    trace('b', day, { at: NOW + day * DAY_MS + 21_000 + (day % 5) * 1000 }),
  ]);
  const [one] = await together(held);
  assert.deepEqual(
    one?.links.map(({ kind, facts }) => [kind, facts.times, facts.of]),
    [['lock-step', 20, 20]],
  );
  assert.deepEqual(await together(held.filter(({ sessionId }) => Number(sessionId.slice(1)) < 7)), [], 'too few');
  const few = days(7).flatMap((day) => [
    trace('a', day),
    trace('b', day, { device: 'phone of a', at: NOW + day * DAY_MS + 21_000 }),
  ]);
  assert.deepEqual(
    (await linksOf(few)).map(({ kind }) => kind),
    ['device'],
    'seven classes show no habit',
  );
  const alike = days(9).map((day) => ({
    ...{ code: 'face_of_another' as const, personId: 'a', others: ['b'], sessionId: `s${day}`, network: null, at: NOW },
  }));
  assert.deepEqual(gatherCases(linksOfEvents(alike)), []);
  const twice = [{ ...alike[0]!, code: 'face_enrolled_elsewhere' as const }];
  assert.equal(gatherCases(linksOfEvents(twice)).length, 1);
});

test('codes passed on to one network link those who used them there', () => {
  const used = (personId: string, day: number, network: string) => ({
    ...{ code: 'code_passed_on' as const, personId, others: [], sessionId: `s${day}`, network, at: NOW + day },
  });
  const relay = days(3).flatMap((day) => [used('a', day, 'n'), used('b', day, 'n'), used('c', day, 'm')]);
  assert.deepEqual(
    gatherCases(linksOfEvents(relay)).map(({ members }) => members),
    [['a', 'b']],
  );
});

test('who is linked through others belongs to the same case, and every link is told', () => {
  const [one, ...rest] = gatherCases([
    link('a', 'b'),
    link('b', 'c', { strength: 0.6 }),
    link('b', 'c', { kind: 'spot', strength: 0.5 }),
    link('x', 'y', { strength: 0.9 }),
  ]);
  assert.deepEqual([one?.members, one?.links.length, rest.length], [['a', 'b', 'c'], 3, 0]);
});

const play = async (
  db: Db,
  { sectionId, ids, classes, from = 0 }: { sectionId: string; ids: string[]; classes: number; from?: number },
) => {
  for (let n = from; n < from + classes; n += 1)
    for (const [index, studentId] of ids.entries())
      await transact(db, (trx) =>
        keepTrace(trx, {
          ...{ sessionId: `s${n}`, sectionId, studentId, at: NOW + n * DAY_MS + index * 60_000 * (1 + (n % 3)) },
          ...{ device: 'one phone', network: null, spot: null },
        }),
      );
  await noteDue(db, sectionId, NOW);
};

eachDatabase((open) => {
  test('check-ins become links, a case and one alert; closed, it stays closed until something happens', async () => {
    const db = await open();
    const { sectionId, students, teacher } = await addClass(db);
    const ids = students.map(({ personId }) => personId);
    await play(db, { sectionId, ids, classes: 6 });
    assert.deepEqual(await Promise.all([compareSections(db), compareSections(db)]).then((n) => n.toSorted()), [0, 1]);
    const opened = await Promise.all([findCases({ db, tell, now: NOW }), findCases({ db, tell, now: NOW })]);
    assert.deepEqual(opened.toSorted(), [0, 1], 'two servers open one case');
    const members = await db.selectFrom('securityCaseMember').select('personId').execute();
    assert.deepEqual(members.map(({ personId }) => personId).sort(), ids.toSorted());
    const [alert] = await alerts(db);
    assert.deepEqual([alert?.subjectKind, alert?.kind, alert?.severity], ['case', 'shared-device', 'medium']);
    assert.equal(await findCases({ db, tell, now: NOW + 1 }), 0, 'nothing new');

    const closedAt = NOW + 30 * DAY_MS;
    await resolveAlert(db, {
      id: alert?.id ?? '',
      by: teacher.personId,
      version: 1,
      note: 'talked to them',
      now: closedAt,
    });
    await noteDue(db, sectionId, NOW);
    await compareSections(db);
    assert.equal(await findCases({ db, tell, now: closedAt + 1 }), 0, 'closed');
    assert.equal((await alerts(db)).length, 1);
    const states = async () =>
      (await db.selectFrom('securityCase').select('state').orderBy('id').execute()).map(({ state }) => state);
    assert.deepEqual(await states(), ['closed']);
    await play(db, { sectionId, ids, classes: 1, from: 40 });
    await compareSections(db);
    assert.equal(await findCases({ db, tell, now: NOW + 41 * DAY_MS }), 1, 'they went on');
    assert.deepEqual((await states()).sort(), ['closed', 'open'], 'another case, with a note of its own to come');
    assert.deepEqual((await alerts(db)).map(({ state }) => state).sort(), ['open', 'resolved']);
  });

  test('what has been kept long enough is deleted, and nothing that an alert stands on', async () => {
    const db = await open();
    const { sectionId, students } = await addClass(db);
    await play(db, { sectionId, ids: students.map(({ personId }) => personId), classes: 1 });
    await report(db, 'pictures_of_another', { who: students[0]?.personId ?? '' });
    await judge(db);
    const left = async () =>
      Promise.all(
        (['securityEvent', 'checkInTrace', 'securityAlert'] as const).map(
          async (table) => (await db.selectFrom(table).selectAll().execute()).length,
        ),
      );
    const forget = async (now: number) => {
      for (const work of securityRetention) await carryOut(db, work, { now, holds: [securityHold] });
    };
    await forget(NOW + 90 * DAY_MS - 1);
    assert.deepEqual(await left(), [1, 3, 1]);
    await forget(NOW + 91 * DAY_MS);
    assert.deepEqual(await left(), [1, 1, 1], 'what the alert stands on stays');
    await forget(NOW + 181 * DAY_MS);
    assert.deepEqual(await left(), [1, 1, 1], 'nobody has resolved the alert yet');
    const resolved = { state: 'resolved' as const, note: 'a friend', resolvedAt: NOW + 182 * DAY_MS };
    await db.updateTable('securityAlert').set(resolved).execute();
    await forget(NOW + 182 * DAY_MS);
    assert.deepEqual(await left(), [0, 0, 1]);
    await forget(NOW + (182 + 365) * DAY_MS);
    assert.deepEqual(await left(), [0, 0, 0]);
  });
});
