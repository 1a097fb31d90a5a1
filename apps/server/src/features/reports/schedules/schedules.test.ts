import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorReply, ReportFile, ReportSchedule } from '@smart-presence/contract';
import { openDatabase } from '../../../platform/db/index.ts';
import { eachDatabase, testDatabases } from '../../../platform/db/testing.ts';
import { addViewer, NOW } from '../../attendance/testing.ts';
import { DAY_MS } from '../../standing/testing-classes.ts';
import { openCollege, openReports, reportActions } from '../testing-reports.ts';
import { makeDue } from './make-due.ts';
import { nextRun } from './next-run.ts';
import { scheduleReport } from './schedule-report.ts';

const zone = 'Asia/Kolkata';
const weekly = { every: 'week', day: 1, hour: 7 } as const;

test('a rhythm has its turn on its day, at its hour of the institution, also when clocks change', () => {
  const at = (text: string) => Date.parse(text);
  const next = (rhythm: Parameters<typeof nextRun>[0], after: string, where = zone) =>
    new Date(nextRun(rhythm, { zone: where, after: at(after) })).toISOString();
  // 3 August 2026 is a Monday.
  assert.equal(next(weekly, '2026-08-03T01:29:59Z'), '2026-08-03T01:30:00.000Z');
  assert.equal(next(weekly, '2026-08-03T01:30:00Z'), '2026-08-10T01:30:00.000Z', 'not the same turn again');
  assert.equal(next({ every: 'month', day: 28, hour: 0 }, '2026-01-28T12:00:00Z'), '2026-02-27T18:30:00.000Z');
  const sunday = { every: 'week', day: 7, hour: 8 } as const;
  assert.equal(next(sunday, '2026-03-28T12:00:00Z', 'Europe/Berlin'), '2026-03-29T06:00:00.000Z', 'summer time begins');
  assert.equal(next(sunday, '2026-10-24T12:00:00Z', 'Europe/Berlin'), '2026-10-25T07:00:00.000Z', 'and ends');
});

eachDatabase((open, engine) => {
  test('each recipient gets a file of their own in each turn, is told of it by mail, and takes it signed in', async (t) => {
    const { db, college, call, clock, runJobs, people } = await openReports(t, open);
    const schedule = {
      report: { kind: 'section-register', sectionId: college.sectionId },
      format: 'xlsx',
      rhythm: weekly,
      recipients: [people.teacher.person.id, people.admin.person.id],
    };
    const made = await call(people.teacher, 'POST', 'schedules', schedule);
    assert.equal(made.status, 201, made.text);
    const { nextAt, id } = made.json<ReportSchedule>();
    assert.equal(await makeDue({ db, now: nextAt - 1 }), 0, 'not before its turn');
    clock.now = nextAt;
    assert.equal(await makeDue({ db, now: nextAt }), 2);
    assert.equal(await makeDue({ db, now: nextAt }), 0, 'once in a turn');
    await runJobs();
    const told = await db
      .selectFrom('notification')
      .select(['personId', 'isMailDue', 'data'])
      .where('kind', '=', 'report-ready')
      .execute();
    assert.deepEqual(told.map(({ personId }) => personId).sort(), schedule.recipients.toSorted());
    for (const { isMailDue, data } of told) {
      assert.equal(isMailDue, true);
      assert.doesNotMatch(data, /Course|Student/, 'nothing of what is in it');
    }
    const { files } = (await call(people.admin, 'GET', 'files')).json<{ files: ReportFile[] }>();
    assert.deepEqual(
      files.map(({ state, isScheduled }) => [state, isScheduled]),
      [['ready', true]],
    );
    assert.equal((await call(people.admin, 'POST', `files/${files[0]?.id}/take`, {})).status, 200);

    assert.equal((await call(people.admin, 'DELETE', `schedules/${id}`)).status, 404, 'it is not theirs');
    assert.equal((await call(people.teacher, 'DELETE', `schedules/${id}`)).status, 200);
    assert.equal(await makeDue({ db, now: nextAt + 8 * DAY_MS }), 0);
    assert.deepEqual(await reportActions(db), ['report.scheduled', 'report.taken', 'report.unscheduled']);
  });

  test('after an outage of weeks it is made once, and goes on with the next turn to come', async (t) => {
    const { db, college, call, people } = await openReports(t, open);
    const recipients = [people.teacher.person.id];
    const report = { kind: 'section-register', sectionId: college.sectionId };
    const made = await call(people.teacher, 'POST', 'schedules', { report, format: 'csv', rhythm: weekly, recipients });
    const { nextAt } = made.json<ReportSchedule>();
    const late = nextAt + 24 * DAY_MS;
    assert.equal(await makeDue({ db, now: late }), 1);
    const [schedule] = (await call(people.teacher, 'GET', 'schedules')).json<{ schedules: ReportSchedule[] }>()
      .schedules;
    assert.deepEqual([schedule?.nextAt, schedule?.lastAt], [nextAt + 28 * DAY_MS, late]);
    assert.equal(await makeDue({ db, now: late + DAY_MS }), 0);
  });

  test('it stops when its owner may not see the report any more; recipients who may not get nothing', async (t) => {
    const { db, college, call, clock, runJobs, people } = await openReports(t, open);
    const report = { kind: 'section-register', sectionId: college.sectionId } as const;
    const colleague = await addViewer(db, 'faculty', 'Colleague');
    const recipients = [people.teacher.person.id, colleague.personId];
    const schedule = { report, format: 'csv', rhythm: weekly, recipients };
    const refused = await call(people.teacher, 'POST', 'schedules', schedule);
    assert.equal(refused.json<ErrorReply>().error.code, 'recipient_may_not');
    assert.deepEqual(
      refused.json<ErrorReply>().error.details?.map(({ message }) => message),
      [colleague.personId],
    );
    await db
      .insertInto('sectionFaculty')
      .values({ sectionId: college.sectionId, personId: colleague.personId })
      .execute();
    const { nextAt } = (await call(people.teacher, 'POST', 'schedules', schedule)).json<ReportSchedule>();
    await db.deleteFrom('sectionFaculty').where('personId', '=', colleague.personId).execute();
    clock.now = nextAt;
    await makeDue({ db, now: nextAt });
    await runJobs();
    const files = await db.selectFrom('reportFile').select(['ownerId', 'state']).execute();
    assert.deepEqual(files, [{ ownerId: people.teacher.person.id, state: 'ready' }]);

    await db.deleteFrom('sectionFaculty').where('personId', '=', people.teacher.person.id).execute();
    assert.equal(await makeDue({ db, now: nextAt + 7 * DAY_MS }), 0);
    const [stopped] = (await call(people.teacher, 'GET', 'schedules')).json<{ schedules: ReportSchedule[] }>()
      .schedules;
    assert.equal(stopped?.stoppedAt, nextAt + 7 * DAY_MS);
    assert.equal(await makeDue({ db, now: nextAt + 14 * DAY_MS }), 0);
    const session = { ...schedule, report: { kind: 'session', sessionId: college.sessions[0] } };
    assert.equal((await call(people.admin, 'POST', 'schedules', session)).status, 400, 'a session is over once');
  });

  test('two servers that look at the same time have each report made once', async (t) => {
    const databases = testDatabases(engine);
    t.after(databases.close);
    const url = await databases.create();
    const one = await openDatabase(url);
    // Two handles of one process on one SQLite file would wait for each other: its writers are processes.
    const two = engine === 'postgres' ? await openDatabase(url) : one;
    t.after(() => Promise.all([...new Set([one, two])].map((db) => db.destroy())));
    const { teacher, sectionId } = await openCollege(one);
    const input = {
      report: { kind: 'section-register' as const, sectionId },
      format: 'csv' as const,
      rhythm: weekly,
      recipients: [teacher.personId],
    };
    for (let at = 0; at < 6; at += 1) await scheduleReport(one, { input, viewer: teacher, now: NOW });
    const now = NOW + 8 * DAY_MS;
    const asked = await Promise.all([one, two].map((db) => makeDue({ db, now })));
    assert.equal((asked[0] ?? 0) + (asked[1] ?? 0), 6);
    const { n } = await one
      .selectFrom('reportFile')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    assert.equal(Number(n), 6);
  });
});
