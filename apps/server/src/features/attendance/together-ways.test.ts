import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { confirmProposal } from './confirm-proposal.ts';
import { exportSession } from './export-session.ts';
import { addKiosk, comeUp, placeOfClass } from './kiosk/testing-door.ts';
import { openSession } from './open-session.ts';
import { noteFailure } from './outage/failed-check-ins.ts';
import { noteBeat } from './outage/heartbeat.ts';
import { resolveOutage } from './outage/resolve-outage.ts';
import { proposeFromPhotos } from './propose-from-photos.ts';
import { reviewsOf } from './reviews.store.ts';
import { addClass, allMarks, MINUTE_MS, NOW } from './testing.ts';

/** Two sections of two students each, taught together by one teacher; the first has a place, the second has none. */
const openBoth = async (db: Db) => {
  const one = await addClass(db, { students: 2, place: true });
  const two = await addClass(db, { students: 2 });
  const viewer = one.teacher;
  await db.insertInto('sectionFaculty').values({ sectionId: two.sectionId, personId: viewer.personId }).execute();
  const session = await openSession(db, { sectionId: one.sectionId, together: [two.sectionId], viewer, now: NOW });
  const { id: otherId } = await db
    .selectFrom('attendanceSession')
    .select('id')
    .where('leadId', '=', session.id)
    .executeTakeFirstOrThrow();
  const idsOf = ({ students }: typeof one) => students.map(({ personId }) => personId) as [string, string];
  return { one, two, viewer, sessionId: session.id, otherId, own: idsOf(one), others: idsOf(two) };
};

const marked = async (db: Db, sessionId: string) =>
  Object.fromEntries(
    (await allMarks(db, sessionId)).filter((m) => m.isCurrent).map((m) => [m.studentId, `${m.code} ${m.method}`]),
  );

eachDatabase((open) => {
  test('a photo of the class looks for everybody in it, and marks each in their own section', async () => {
    const db = await open();
    const { viewer, sessionId, otherId, own, others } = await openBoth(db);
    let asked: readonly string[] = [];
    const seen = [own[0], others[1]] as const;
    const proposal = await proposeFromPhotos({
      db,
      identify: async ({ studentIds }) => {
        asked = studentIds;
        return {
          photos: [{ width: 1600, height: 1200, faces: 2 }],
          faces: seen.map((studentId) => ({
            photo: 0,
            box: [10, 10, 80, 80] as [number, number, number, number],
            verdict: 'matched' as const,
            candidates: [{ studentId, distance: 0.3 }],
            margin: null,
          })),
          withoutTemplate: [],
          model: 'test',
        };
      },
      request: { sessionId, viewer, photos: [Buffer.from('photo')], now: NOW + MINUTE_MS },
    });
    assert.deepEqual([...asked].sort(), [...own, ...others].sort());
    const faces = seen.map((studentId, face) => ({ face, studentId }));
    await confirmProposal(db, { sessionId, proposalId: proposal.id, viewer, faces, now: NOW + 2 * MINUTE_MS });
    assert.deepEqual(await marked(db, sessionId), { [own[0]]: 'P class-photo' });
    assert.deepEqual(await marked(db, otherId), { [others[1]]: 'P class-photo' });
  });

  test('a kiosk at the place of the class marks students of both, each in their own', async () => {
    const db = await open();
    const { one, sessionId, otherId, own, others } = await openBoth(db);
    const kioskId = await addKiosk(db, await placeOfClass(db, one.sectionId));
    for (const studentId of [own[0], others[0]]) {
      const reply = await comeUp(db, { kioskId, studentId, now: NOW + MINUTE_MS });
      assert.deepEqual([reply.finding, reply.marks.length], ['marked', 1], studentId);
    }
    assert.deepEqual(await marked(db, sessionId), { [own[0]]: 'P face-kiosk' });
    assert.deepEqual(await marked(db, otherId), { [others[0]]: 'P face-kiosk' });
  });

  test('after an outage both sections are under review, and the teacher decides for both at once', async () => {
    const db = await open();
    const { viewer, sessionId, otherId, own, others } = await openBoth(db);
    await noteBeat(db, NOW + 2 * MINUTE_MS);
    for (let at = NOW + 4 * MINUTE_MS; at <= NOW + 11 * MINUTE_MS; at += 20_000) await noteBeat(db, at);
    await closeDueSessions(db, NOW + 30 * MINUTE_MS);
    const waiting = async (id: string) =>
      (await reviewsOf(db, id))
        .filter(({ state }) => state === 'open')
        .map(({ student }) => student.id)
        .sort();
    assert.deepEqual(await waiting(sessionId), [...own].sort());
    assert.deepEqual(await waiting(otherId), [...others].sort());
    assert.deepEqual([await marked(db, sessionId), await marked(db, otherId)], [{}, {}]);
    await resolveOutage(db, {
      sessionId,
      viewer,
      verdict: 'present',
      now: NOW + 31 * MINUTE_MS,
    });
    for (const [id, students] of [
      [sessionId, own],
      [otherId, others],
    ] as const) {
      const marks = await marked(db, id);
      assert.deepEqual(Object.keys(marks).sort(), [...students].sort());
      assert.ok(
        Object.values(marks).every((mark) => mark.startsWith('P ')),
        JSON.stringify(marks),
      );
    }
    assert.deepEqual([await waiting(sessionId), await waiting(otherId)], [[], []]);
  });

  test('a look at a face that broke in one section holds everybody in the room, a busy server whom it sent away', async () => {
    for (const cause of ['failed', 'busy'] as const) {
      const db = await open();
      const { sessionId, otherId, own, others } = await openBoth(db);
      await noteFailure(db, { sessionId: otherId, personId: others[0], cause, at: NOW + MINUTE_MS });
      await closeDueSessions(db, NOW + 30 * MINUTE_MS);
      const held = async (id: string) => (await reviewsOf(db, id)).map(({ student }) => student.id).sort();
      const isEverybody = cause === 'failed';
      assert.deepEqual(await held(otherId), isEverybody ? [...others].sort() : [others[0]], cause);
      assert.deepEqual(await held(sessionId), isEverybody ? [...own].sort() : [], cause);
      assert.deepEqual(Object.keys(await marked(db, sessionId)).sort(), isEverybody ? [] : [...own].sort(), cause);
    }
  });

  test('the sheet of the class says whose section each student is of', async () => {
    const db = await open();
    const { viewer, sessionId, one, two } = await openBoth(db);
    const { csv, fileName } = await exportSession(db, { sessionId, viewer, now: NOW });
    const [header, ...rows] = csv
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    assert.equal(header?.at(-1), 'section');
    const codes = async (sectionId: string) =>
      db
        .selectFrom('section')
        .innerJoin('course', 'course.id', 'section.courseId')
        .select(['course.code', 'section.name'])
        .where('section.id', '=', sectionId)
        .executeTakeFirstOrThrow();
    const names = [await codes(one.sectionId), await codes(two.sectionId)].map(({ code, name }) => `${code} ${name}`);
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      [names[0], names[0], names[1], names[1]],
    );
    for (const name of names) assert.ok(fileName.includes(name.replace(/[^A-Za-z0-9_-]+/g, '-')), fileName);
  });
});
