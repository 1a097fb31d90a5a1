import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorReply, REPORT_FILE_DAYS, type ReportFile } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { DAY_MS } from '../../standing/testing-classes.ts';
import { openReports, reportActions } from '../testing-reports.ts';
import { eraseKeptFiles, oldAsking, oldFiles } from './report-files.store.ts';

const sealedIn = async (db: Db) =>
  (await db.selectFrom('reportFile').select('sealed').where('sealed', 'is not', null).execute()).map(({ sealed }) =>
    Buffer.from(sealed ?? []),
  );

eachDatabase((open) => {
  test('a report is written in the background, kept sealed, and taken by whoever asked alone, each time with an entry', async (t) => {
    const { db, college, call, runJobs, people } = await openReports(t, open);
    const report = { kind: 'section-register', sectionId: college.sectionId };
    const order = await call(people.teacher, 'POST', 'files', { report, format: 'csv' });
    assert.equal(order.status, 202, order.text);
    const { id, state, job } = order.json<ReportFile>();
    assert.equal(state, 'making');
    assert.ok(job);
    const early = await call(people.teacher, 'POST', `files/${id}/take`, {});
    assert.equal(early.json<ErrorReply>().error.code, 'report_gone', 'nothing is there yet');
    await runJobs();
    const { files } = (await call(people.teacher, 'GET', 'files')).json<{ files: ReportFile[] }>();
    assert.deepEqual(
      files.map((file) => [file.state, file.isScheduled, file.job, file.lastTakenAt]),
      [['ready', false, null, null]],
    );
    assert.equal((await call(people.admin, 'GET', 'files')).json<{ files: ReportFile[] }>().files.length, 0);
    const [kept] = await sealedIn(db);
    assert.ok(kept && !kept.includes('Student'), 'no name in clear');
    for (const other of [people.admin, people.student]) {
      const refused = await call(other, 'POST', `files/${id}/take`, {});
      assert.equal(refused.json<ErrorReply>().error.code, 'not_found');
    }
    const taken = await call(people.teacher, 'POST', `files/${id}/take`, {});
    assert.equal(taken.status, 200);
    assert.match(taken.text, /^usn,name,held,attended,percent,/);
    assert.deepEqual(await reportActions(db), ['report.ordered', 'report.taken']);
  });

  test('a file is erased after its days, and when somebody is erased; then it can be had no more', async (t) => {
    const { db, college, call, clock, runJobs, people } = await openReports(t, open);
    const report = { kind: 'section-register', sectionId: college.sectionId };
    const ready = async () => {
      const { id } = (await call(people.teacher, 'POST', 'files', { report, format: 'csv' })).json<ReportFile>();
      await runJobs();
      return id;
    };
    const gone = async (id: string) =>
      (await call(people.teacher, 'POST', `files/${id}/take`, {})).json<ErrorReply>().error?.code;
    const first = await ready();
    clock.now += REPORT_FILE_DAYS * DAY_MS - 1;
    const second = await ready();
    clock.now += 1;
    assert.equal(await gone(first), 'report_gone', 'before anybody has erased it');
    await oldFiles.erase(db, { now: clock.now, before: clock.now - REPORT_FILE_DAYS * DAY_MS, holds: [] });
    assert.equal((await sealedIn(db)).length, 1);
    await transact(db, eraseKeptFiles);
    assert.equal((await sealedIn(db)).length, 0);
    assert.equal(await gone(second), 'report_gone');
    const { files } = (await call(people.teacher, 'GET', 'files')).json<{ files: ReportFile[] }>();
    assert.deepEqual(
      files.map(({ state }) => state),
      ['expired', 'expired'],
    );
    await oldAsking.erase(db, { now: clock.now, before: clock.now - DAY_MS, holds: [] });
    const left = (await call(people.teacher, 'GET', 'files')).json<{ files: ReportFile[] }>().files;
    assert.deepEqual(
      left.map(({ id }) => id),
      [second],
      'what was asked for long ago is not listed',
    );
  });

  test('nobody has many written at a time, and a role that was taken away takes its files along', async (t) => {
    const { db, college, call, runJobs, people } = await openReports(t, open);
    const report = { kind: 'section-register', sectionId: college.sectionId };
    const codes: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      const reply = await call(people.teacher, 'POST', 'files', { report, format: 'csv' });
      codes.push(reply.status === 202 ? 'ok' : reply.json<ErrorReply>().error.code);
    }
    assert.deepEqual(codes, [...Array<string>(5).fill('ok'), 'reports_waiting']);
    await db.deleteFrom('sectionFaculty').where('personId', '=', people.teacher.person.id).execute();
    await runJobs();
    const { files } = (await call(people.teacher, 'GET', 'files')).json<{ files: ReportFile[] }>();
    assert.deepEqual(
      new Set(files.map(({ state, failure }) => `${state} ${failure?.code}`)),
      new Set(['failed not_found']),
    );
    const department = { kind: 'department', departmentId: college.departmentId };
    const refused = await call(people.teacher, 'POST', 'files', { report: department, format: 'pdf' });
    assert.equal(refused.json<ErrorReply>().error.code, 'forbidden');
  });
});
