import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy, type RetentionCode } from '@smart-presence/contract';
import { type Db, newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { newestEventId, publish } from '../../../platform/events/index.ts';
import { carryOut, cutOf, oldEvents, type RetentionWork, runDue } from '../../../platform/retention/index.ts';
import { dropStudent } from '../../academics/index.ts';
import { ensureInstitution } from '../../accounts/testing.ts';
import { attendanceRetention, openSession } from '../../attendance/index.ts';
import { addClass, checkInAs, NOW } from '../../attendance/testing.ts';
import { leaversTemplates } from '../../biometrics/index.ts';
import { currentPolicy, savePolicy, saveRetention } from '../../policies/index.ts';
import { requestsHold } from '../../requests/index.ts';

const DAY_MS = 24 * 3_600_000;
const TERM_ENDS = Date.UTC(2026, 11, 1);

const rule = (works: readonly RetentionWork[], code: RetentionCode): RetentionWork => {
  const work = works.find((one) => one.rule === code);
  assert.ok(work);
  return work;
};
const evidence = rule(attendanceRetention, 'mark-evidence');
const leavers = leaversTemplates(() => Promise.resolve());

const runEntries = async (db: Db) =>
  (
    await db
      .selectFrom('auditEntry')
      .innerJoin('auditDetail', 'auditDetail.seq', 'auditEntry.seq')
      .select('auditDetail.data')
      .where('action', '=', 'retention.carried-out')
      .execute()
  ).map(({ data }) => JSON.parse(data ?? '{}') as { rule: string; count: number });

const checkedIn = async (db: Db) => {
  const group = await addClass(db, { students: 2 });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  for (const student of group.students) await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 });
  return { ...group, sessionId };
};
const said = async (db: Db) =>
  (await db.selectFrom('mark').select('evidence').execute()).filter((mark) => mark.evidence !== '{}').length;

eachDatabase((open) => {
  test('templates of leavers go so many days after their last class, with ledger, event and audit entry; nobody else’s', async () => {
    const db = await open();
    await ensureInstitution(db, NOW);
    const { sectionId, students, teacher } = await addClass(db, { students: 3 });
    const [dropped, planned] = students.map(({ personId }) => personId);
    assert.ok(dropped && planned);
    for (const studentId of [dropped, planned]) await dropStudent(db, { sectionId, studentId, now: NOW + DAY_MS });
    const days = 120;
    const due = async (now: number) => (await leavers.due(db, cutOf({ now, days, holds: [] }))).due;
    assert.equal(await due(NOW + DAY_MS + days * DAY_MS - 1), 0);
    const now = NOW + DAY_MS + days * DAY_MS;
    assert.equal(await due(now), 2);
    await db
      .insertInto('plannedEnrolment')
      .values({
        id: newId(NOW),
        sectionId,
        studentId: planned,
        kind: 'enrol',
        day: '2027-01-04',
        plannedBy: teacher.personId,
        plannedAt: NOW,
      })
      .execute();
    assert.equal(await due(now), 1, 'who comes back has not left');
    assert.deepEqual(await carryOut(db, leavers, { now, days }), { erased: 1, isAll: true });
    assert.deepEqual(await carryOut(db, leavers, { now, days }), { erased: 0, isAll: true });
    const left = (await db.selectFrom('template').select('personId').execute()).map(({ personId }) => personId);
    assert.equal(left.includes(dropped), false);
    assert.equal(left.length, 2);
    const ledger = await db.selectFrom('erasure').select(['kind', 'personId']).execute();
    assert.deepEqual(ledger, [{ kind: 'template', personId: dropped }]);
    const entries = await db.selectFrom('auditEntry').select('seq').where('action', '=', 'template.erased').execute();
    assert.equal(entries.length, 1);
    const consent = await db.selectFrom('consent').select('liveId').where('personId', '=', dropped).execute();
    assert.ok(
      consent.some(({ liveId }) => liveId !== null),
      'consent is theirs to withdraw',
    );
    // The term ends: everybody has left then.
    assert.equal(await due(TERM_ENDS + 119 * DAY_MS), 0);
    await db.deleteFrom('plannedEnrolment').execute();
    assert.equal(await due(TERM_ENDS + 122 * DAY_MS), 2);
  });

  test('evidence of marks is emptied when its time is over; the mark stays, and so does what an appeal needs', async () => {
    const db = await open();
    const { students, sessionId } = await checkedIn(db);
    const [asks] = students;
    assert.ok(asks);
    const never = { secondReadingBy: null, secondAskedAt: null, secondStatement: null, settledAt: null, verdict: null };
    const asked = {
      studentId: asks.personId,
      sectionId: null,
      state: 'open' as const,
      statement: 'I was there',
      askedAt: NOW,
      answerBy: NOW,
      ...never,
    };
    const leave = { leaveKind: 'medical' as const, firstDay: '2026-08-03', lastDay: '2026-08-03' };
    const noAppeal = { sessionId: null, markId: null, wanted: null };
    await db
      .insertInto('studentRequest')
      .values({ id: newId(NOW), kind: 'leave', ...asked, ...leave, ...noAppeal })
      .execute();
    const now = NOW + 400 * DAY_MS;
    const holds = [requestsHold];
    const before = await db.selectFrom('mark').select(['id', 'code', 'method', 'at']).orderBy('id').execute();
    assert.equal(await said(db), 2);
    assert.deepEqual(await evidence.due(db, cutOf({ now, days: 365, holds })), { due: 1, held: 1 });
    assert.equal((await carryOut(db, evidence, { now: NOW + 364 * DAY_MS, holds })).erased, 0);
    assert.equal((await carryOut(db, evidence, { now, holds })).erased, 1);
    assert.equal(await said(db), 1, 'the request is open');
    assert.deepEqual(
      await db.selectFrom('mark').select(['id', 'code', 'method', 'at']).orderBy('id').execute(),
      before,
    );
    // Another's appeal about the session holds what everybody's marks in it say.
    await db
      .updateTable('mark')
      .set({ evidence: '{"metres":3}' } as never)
      .execute();
    await db.deleteFrom('studentRequest').execute();
    const { id: markId } = await db.selectFrom('mark').select('id').limit(1).executeTakeFirstOrThrow();
    const noLeave = { leaveKind: null, firstDay: null, lastDay: null };
    await db
      .insertInto('studentRequest')
      .values({ id: newId(NOW), kind: 'appeal', ...asked, ...noLeave, sessionId, markId, wanted: 'P' })
      .execute();
    assert.deepEqual(await evidence.due(db, cutOf({ now, days: 365, holds })), { due: 0, held: 2 });
    await db.updateTable('studentRequest').set({ state: 'final' }).execute();
    assert.equal((await carryOut(db, evidence, { now, holds })).erased, 2);
    assert.deepEqual(
      (await runEntries(db)).map(({ rule: code, count }) => [code, count]),
      [
        ['mark-evidence', 1],
        ['mark-evidence', 2],
      ],
    );
  });

  test('events go only when everybody who follows them has read them, and the newest never', async () => {
    const db = await open();
    const read: (number | null)[] = [null, null];
    const events = oldEvents(read.map((_, at) => () => Promise.resolve(read[at] ?? null)));
    for (let n = 0; n < 5; n += 1) await publish(db, { type: 'standing.changed', at: NOW, actorId: null, data: { n } });
    const newest = await newestEventId(db);
    read.splice(0, 2, newest, newest - 4);
    const now = NOW + 91 * DAY_MS;
    assert.equal((await carryOut(db, events, { now: NOW + 89 * DAY_MS })).erased, 0);
    assert.equal((await carryOut(db, events, { now })).erased, 1, 'the second is behind');
    read[1] = newest;
    assert.equal((await carryOut(db, events, { now })).erased, 3);
    assert.equal(await newestEventId(db), newest, 'ids go on from here');
  });

  test('two servers at once: each row is erased once, and told once', async () => {
    const db = await open();
    await checkedIn(db);
    const works = [evidence];
    const run = () => runDue(db, { works, holds: [], daysOf: () => Promise.resolve(365), now: NOW + 400 * DAY_MS });
    const runs = await Promise.all([run(), run(), run(), run()]);
    assert.deepEqual(
      runs.flatMap((found) => [...found]),
      [['mark-evidence', 2]],
    );
    assert.equal(await said(db), 0);
    assert.deepEqual(
      (await runEntries(db)).map(({ count }) => count),
      [2],
    );
    const [row] = await db.selectFrom('retentionRun').selectAll().execute();
    assert.deepEqual([row?.dueAt, row?.claimedUntil, row?.count], [NOW + 401 * DAY_MS, null, 2], 'again in a day');
    assert.equal((await run()).size, 0);
  });

  test('who was killed in the middle is followed by another', async () => {
    const db = await open();
    await checkedIn(db);
    const now = NOW + 400 * DAY_MS;
    const works = [evidence];
    const run = (at: number) => runDue(db, { works, holds: [], daysOf: () => Promise.resolve(365), now: at });
    const never = { ranAt: null, count: null, countAt: null };
    await db
      .insertInto('retentionRun')
      .values({ rule: 'mark-evidence', dueAt: 0, claimedUntil: now + 1, ...never })
      .execute();
    assert.equal((await run(now)).size, 0);
    assert.equal((await run(now + 1)).size, 1);
  });

  test('a large day is done in portions, a minute apart', async () => {
    const db = await open();
    let left = 25_000;
    const work: RetentionWork = {
      rule: 'mark-evidence',
      due: () => Promise.resolve({ due: left, held: 0 }),
      erase: () => {
        const some = Math.min(500, left);
        left -= some;
        return Promise.resolve(some);
      },
    };
    const run = (now: number) => runDue(db, { works: [work], holds: [], daysOf: () => Promise.resolve(1), now });
    assert.equal((await run(NOW)).get('mark-evidence'), 10_000);
    assert.equal((await run(NOW + 59_999)).size, 0);
    assert.equal((await run(NOW + 60_000)).get('mark-evidence'), 10_000);
    assert.equal((await run(NOW + 120_000)).get('mark-evidence'), 5_000);
    assert.equal(left, 0);
  });

  test('a change holds now and in every policy that is planned; a form of policies cannot take it back', async () => {
    const db = await open();
    const { teacher } = await addClass(db, { students: 1 });
    const by = { createdBy: teacher.personId, note: null, now: NOW };
    await savePolicy(db, { ...by, data: { ...defaultPolicy, minimumPercent: 80 }, effectiveFrom: NOW + 10 * DAY_MS });
    await db
      .transaction()
      .execute((trx) =>
        saveRetention(trx, { code: 'leaver-templates', days: 30, actorId: teacher.personId, now: NOW }),
      );
    const at = async (now: number) => {
      const { data } = await currentPolicy(db, now);
      return [data.minimumPercent, data.retention['leaver-templates'], data.retention.events];
    };
    assert.deepEqual(await at(NOW), [75, 30, 90]);
    assert.deepEqual(await at(NOW + 11 * DAY_MS), [80, 30, 90]);
  });
});
