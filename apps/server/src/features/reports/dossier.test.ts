import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { ReportRequest } from '@smart-presence/contract';
import { createKeyring } from '../../platform/crypto/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { reportSecurityEvent } from '../../platform/security-events/index.ts';
import { addViewer, NOW } from '../attendance/testing.ts';
import { answerRequest, askLeave } from '../requests/index.ts';
import { DAY_MS } from '../standing/testing-classes.ts';
import { openCollege } from './testing-reports.ts';

const request: ReportRequest = { kind: 'shortage', level: 'below' };

interface Asked {
  studentId: string;
  sectionId: string | null;
  statement: string;
  now?: number;
}

const ask = (db: Db, { studentId, sectionId, statement, now = NOW + 3 * DAY_MS }: Asked) =>
  transact(db, (trx) =>
    askLeave(trx, {
      input: { kind: 'excused', firstDay: '2026-08-04', lastDay: '2026-08-04', sectionId, statement },
      documents: [],
      studentId,
      keyring: createKeyring({ kek: randomBytes(32) }),
      now,
    }),
  );

eachDatabase((open) => {
  test('the dossier has what was excused and why, and every decision with its reason, without what students wrote', async () => {
    const { db, make, follow, admin, teacher, students, sectionId } = await openCollege(await open());
    const studentId = students[2]?.personId ?? '';
    const asked = { studentId, sectionId, statement: 'A secret of the family' };
    const id = await ask(db, asked);
    const answer = { id, round: 1 as const, verdict: 'granted' as const, reason: 'Certificate seen' };
    await transact(db, (trx) => answerRequest(trx, { ...answer, viewer: teacher, now: NOW + 4 * DAY_MS }));
    const general = await ask(db, { ...asked, sectionId: null, now: NOW + 4 * DAY_MS });
    await follow();
    const titled = async (viewer: typeof admin, title: string) =>
      (await make(viewer, request)).parts.find((part) => part.title === title)?.rows ?? [];

    const excused = await titled(teacher, 'What was excused, and why');
    assert.equal(excused.length, 1, 'the fourth was excused, too, and is not below');
    assert.deepEqual(excused[0]?.slice(5, 8), ['E', 'Excused', 'leave']);
    assert.equal(excused[0]?.[9], teacher.name);

    const decisions = await titled(teacher, 'Leave and appeals');
    assert.deepEqual(
      decisions.map((row) => [row[2], row[3], row[6], row[7], row[8], row[9]]),
      [['Leave: Excused', '2026-08-04 to 2026-08-04', 1, 'Granted', 'Certificate seen', teacher.name]],
      'a request about every section is for administrators',
    );
    assert.deepEqual(
      (await titled(admin, 'Leave and appeals')).map((row) => row[7]),
      ['Granted', 'waiting'],
    );
    assert.ok(general);
    assert.doesNotMatch(JSON.stringify(await make(admin, request)), /secret of the family/);
  });

  test('a security summary counts signs by kind, within its days', async () => {
    const { db, make, admin } = await openCollege(await open());
    const poker = await addViewer(db, 'student', 'Poker');
    const signs = [1, 2, 40].map((days) => ({
      code: 'route_forbidden' as const,
      actor: { kind: 'person' as const, id: poker.personId },
      at: NOW + (30 - days) * DAY_MS,
    }));
    for (const sign of signs) await transact(db, (trx) => reportSecurityEvent(trx, sign));
    const rows = async (days: number) =>
      (await make(admin, { kind: 'security', days })).parts[0]?.rows.map((row) => row.slice(0, 4));
    assert.deepEqual(await rows(7), [['Intrusion', 'Route forbidden', 2, 1]]);
    assert.deepEqual(await rows(60), [['Intrusion', 'Route forbidden', 3, 1]]);
  });
});
