import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorReply, PREVIEW_ROWS, type ReportPreview } from '@smart-presence/contract';
import { chunksOf, newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { type SignedIn, signInAs } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { registerReports } from './index.ts';
import { isLarge, MOST_CELLS_AT_ONCE } from './is-large.ts';
import { wideReport } from './testing-report.ts';
import { LATER, openCollege } from './testing-reports.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const db = await open();
    const college = await openCollege(db);
    const app = await createAccountsApp({ db, now: LATER, register: registerReports });
    t.after(app.close);
    const post = async (who: SignedIn, path: string, payload: object) =>
      app.http.inject({ method: 'POST', url: `/api/reports/${path}`, headers: who.headers, payload });
    const as = ({ personId, name, role }: (typeof college)['admin']) =>
      signInAs(app, { id: personId, name, role: role as 'admin' });
    return {
      db,
      college,
      post,
      admin: await as(college.admin),
      student: await as(college.students[1] ?? college.admin),
    };
  };

  test('a report is shown, and taken as a file that leaves an entry with who, what and of whom', async (t) => {
    const { db, college, post, admin, student } = await boot(t);
    const report = { kind: 'student', studentId: student.person.id };
    const preview = (await post(student, 'preview', report)).json<ReportPreview>();
    assert.equal(preview.title, `Student record: ${student.person.name}`);
    assert.deepEqual([preview.isLarge, preview.parts[1]?.total], [false, 5]);
    for (const [format, start] of [
      ['pdf', '%PDF-'],
      ['xlsx', 'PK'],
      ['csv', 'Standing'],
    ] as const) {
      const reply = await post(student, 'take', { report, format });
      assert.equal(reply.statusCode, 200, reply.body);
      assert.equal(reply.rawPayload.toString('latin1', 0, start.length), start);
      assert.match(
        String(reply.headers['content-disposition']),
        new RegExp(`attachment; filename="Student-record-.*\\.${format}"`),
      );
    }
    const entries = await db
      .selectFrom('auditEntry as entry')
      .innerJoin('auditDetail as detail', 'detail.seq', 'entry.seq')
      .select(['detail.actorId', 'detail.subjectKind', 'detail.subjectId'])
      .where('entry.action', '=', 'report.taken')
      .execute();
    assert.equal(entries.length, 3);
    for (const entry of entries)
      assert.deepEqual(entry, { actorId: student.person.id, subjectKind: 'person', subjectId: student.person.id });
    const refused = await post(student, 'take', {
      report: { kind: 'department', departmentId: college.departmentId },
      format: 'pdf',
    });
    assert.equal(refused.json<ErrorReply>().error.code, 'forbidden');
    const unknown = await post(admin, 'take', {
      report: { kind: 'session', sessionId: college.sectionId },
      format: 'pdf',
    });
    assert.equal(unknown.json<ErrorReply>().error.code, 'not_found');
    const wrong = await post(admin, 'preview', { kind: 'security', days: 0 });
    assert.equal(wrong.statusCode, 400);
  });

  test('a large report is shown, and has to be ordered', async (t) => {
    const { db, post, admin } = await boot(t);
    const alert = {
      ...{ kind: 'replay' as const, severity: 'low' as const, state: 'open' as const, subjectKind: 'network' as const },
      ...{ subject: 'x', points: 1, openedAt: LATER - 1, lastAt: LATER - 1, version: 1 },
      ...{ acknowledgedBy: null, acknowledgedAt: null, resolvedBy: null, resolvedAt: null, note: null },
    };
    const alerts = Array.from({ length: 1_700 }, (_, at) => ({ ...alert, id: newId(), cause: `cause ${at}` }));
    for (const some of chunksOf(alerts)) await db.insertInto('securityAlert').values(some).execute();
    const report = { kind: 'security', days: 7 };
    const preview = (await post(admin, 'preview', report)).json<ReportPreview>();
    assert.deepEqual(
      [preview.isLarge, preview.parts[1]?.total, preview.parts[1]?.rows.length],
      [true, 1_700, PREVIEW_ROWS],
    );
    const refused = await post(admin, 'take', { report, format: 'csv' });
    assert.equal(refused.json<ErrorReply>().error.code, 'report_large');
    assert.equal((await post(admin, 'files', { report, format: 'csv' })).statusCode, 202);
  });

  test('what is large is known by its cells', () => {
    assert.equal(isLarge(wideReport({ students: 60, sessions: 40 })), false);
    const rows = Math.ceil(MOST_CELLS_AT_ONCE / 13) + 1;
    assert.equal(isLarge(wideReport({ students: rows, sessions: 10 })), true);
    assert.ok(PREVIEW_ROWS < rows);
  });
});
