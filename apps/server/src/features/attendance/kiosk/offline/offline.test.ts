import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KioskRecord } from '@smart-presence/contract';
import { type Db, newId } from '../../../../platform/db/index.ts';
import { eachDatabase } from '../../../../platform/db/testing.ts';
import { withdrawConsent } from '../../../biometrics/index.ts';
import { provideFaces } from '../../../biometrics/testing-gallery.ts';
import { closeDueSessions } from '../../close-due-sessions.ts';
import { closeSession } from '../../close-session.ts';
import { extendSession } from '../../extend-session.ts';
import { historyOf, markEvidence } from '../../marks.store.ts';
import { openSession } from '../../open-session.ts';
import { reviewsOf } from '../../reviews.store.ts';
import { setMarks } from '../../set-marks.ts';
import { addClass, allMarks, drop, MINUTE_MS, NOW, newDevice, refuses, setPolicy } from '../../testing.ts';
import { addKiosk, placeOfClass } from '../testing-door.ts';
import { newTablet } from './testing-device.ts';

const DAY_MS = 24 * 3_600_000;

eachDatabase((open) => {
  const boot = async (prepare: (db: Db) => Promise<unknown> = async () => {}) => {
    const db = await open();
    await prepare(db);
    const here = await addClass(db, { place: true });
    const kioskId = await addKiosk(db, await placeOfClass(db, here.sectionId));
    const session = await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    const [first, second, third] = here.students;
    assert.ok(first && second && third);
    await provideFaces(
      db,
      here.students.map(({ personId }) => personId),
    );
    const tablet = newTablet(db, { kioskId });
    return { db, here, kioskId, session, first, second, third, tablet };
  };
  const withCapsule = async (prepare?: (db: Db) => Promise<unknown>) => {
    const stage = await boot(prepare);
    const { reply } = await stage.tablet.ask();
    const [capsule] = reply.capsules;
    assert.ok(capsule);
    return { ...stage, capsuleId: capsule.id };
  };
  const outcomesOf = ({ outcomes }: { outcomes: { outcome: string }[] }) => outcomes.map(({ outcome }) => outcome);

  test('a capsule holds the consenting students of the open section and nobody else, until the session is over', async () => {
    const { db, here, session, first, second, third, tablet } = await boot();
    const elsewhere = await addClass(db, { place: true });
    await openSession(db, { sectionId: elsewhere.sectionId, viewer: elsewhere.teacher, now: NOW });
    await provideFaces(
      db,
      [...here.students, ...elsewhere.students].map(({ personId }) => personId),
    );
    await withdrawConsent(db, { personId: second.personId, actorId: second.personId, now: NOW });
    await drop(db, { sectionId: here.sectionId, studentId: third.personId, now: NOW });
    const { reply, open: unseal } = await tablet.ask(NOW + 1000);
    assert.equal(reply.capsules.length, 1);
    const [capsule] = reply.capsules;
    assert.ok(capsule);
    assert.deepEqual(
      [capsule.sessionId, capsule.expiresAt],
      [session.id, session.endsAt + session.graceSeconds * 1000],
    );
    const content = await unseal(capsule);
    assert.deepEqual(
      content.students.map(({ id, name }) => [id, name]),
      [[first.personId, first.name]],
    );
    assert.equal(Buffer.from(content.students[0]?.template ?? '', 'base64url').length, 128 * 4);
    assert.deepEqual([content.present, content.late], ['Present', 'Late']);
    const after = await tablet.ask(capsule.expiresAt);
    assert.deepEqual(after.reply.capsules, []);
  });

  test('only the key it was made for opens it, and only as what it is', async () => {
    const { tablet } = await boot();
    const { reply, open: unseal } = await tablet.ask();
    const other = await tablet.ask();
    const [capsule] = reply.capsules;
    assert.ok(capsule);
    await unseal(capsule);
    await assert.rejects(other.open(capsule));
    await assert.rejects(unseal({ ...capsule, expiresAt: capsule.expiresAt + 1 }));
    await assert.rejects(unseal({ ...capsule, sessionId: newId() }));
  });

  test('what the device has is not sent again; another roster, consent or end makes another capsule', async () => {
    const { db, here, session, first, second, tablet } = await boot();
    const held = async (now: number, known: string[]) => (await tablet.ask(now, known)).reply.capsules;
    const [capsule] = await held(NOW, []);
    assert.ok(capsule?.sealed);
    const [same] = await held(NOW + 1, [capsule.id]);
    assert.deepEqual([same?.id, same?.sealed], [capsule.id, null]);
    const changes = [
      () => withdrawConsent(db, { personId: first.personId, actorId: first.personId, now: NOW + 2 }),
      () => drop(db, { sectionId: here.sectionId, studentId: second.personId, now: NOW + 2 }),
      () => extendSession(db, { sessionId: session.id, viewer: here.teacher, minutes: 5, now: NOW + 2 }),
    ];
    let known = capsule.id;
    for (const change of changes) {
      await change();
      const [next] = await held(NOW + 3, [known]);
      assert.ok(next?.sealed);
      assert.notEqual(next.id, known);
      known = next.id;
    }
  });

  test('the first key of a pairing stays: another one gets nothing and hands over nothing', async () => {
    const { db, kioskId, first, tablet } = await withCapsule();
    const [capsule] = (await tablet.ask()).reply.capsules;
    const thief = newTablet(db, { kioskId });
    await assert.rejects(thief.ask(), refuses('device_proof_invalid'));
    thief.note({ capsuleId: capsule?.id ?? '', studentId: first.personId });
    await assert.rejects(thief.sync(NOW + MINUTE_MS), refuses('device_proof_invalid'));
  });

  test('another device’s capsule is none of this one’s', async () => {
    const { db, kioskId, first, tablet } = await withCapsule();
    const [theirs] = (await newTablet(db, { kioskId, pairingId: 'elsewhere' }).ask()).reply.capsules;
    tablet.note({ capsuleId: theirs?.id ?? '', studentId: first.personId });
    assert.deepEqual(outcomesOf(await tablet.sync(NOW + 2 * MINUTE_MS)), ['unknown_capsule']);
  });

  test('records become marks at the time the student came, once, however often they are sent', async () => {
    const { db, kioskId, session, first, second, tablet, capsuleId } = await withCapsule((db) =>
      setPolicy(db, { lateAfterMinutes: 5 }),
    );
    tablet.note({ capsuleId, studentId: first.personId, at: NOW + MINUTE_MS });
    tablet.note({ capsuleId, studentId: second.personId, at: NOW + 6 * MINUTE_MS });
    tablet.note({ capsuleId, studentId: first.personId, at: NOW + 7 * MINUTE_MS });
    const now = NOW + 10 * MINUTE_MS;
    const twice = await Promise.all([tablet.sync(now), tablet.sync(now)]);
    for (const reply of [...twice, await tablet.sync(now + 1)])
      assert.deepEqual([reply.sequence, outcomesOf(reply)], [3, ['marked', 'marked', 'already']]);
    const marks = await allMarks(db, session.id);
    const at = new Map(marks.map((mark) => [mark.studentId, [mark.code, mark.at, mark.recordedAt, mark.method]]));
    assert.equal(marks.length, 2);
    assert.deepEqual(at.get(first.personId), ['P', NOW + MINUTE_MS, now, 'face-kiosk']);
    assert.deepEqual(at.get(second.personId), ['L', NOW + 6 * MINUTE_MS, now, 'face-kiosk']);
    const place = { sessionId: session.id, studentId: first.personId };
    const { evidence, mark } = (await markEvidence(db, place)) ?? {};
    assert.equal(mark?.isFlagged, false);
    assert.deepEqual(evidence?.face, { distance: 0.31, margin: 0.2 });
    assert.equal(evidence?.kioskId, kioskId);
    assert.equal((await historyOf(db, place))[0]?.reason, 'recorded without a network');
  });

  test('cut off half-way, the rest follows', async () => {
    const { db, session, here, tablet, capsuleId } = await withCapsule();
    for (const { personId } of here.students) tablet.note({ capsuleId, studentId: personId });
    const now = NOW + 2 * MINUTE_MS;
    await tablet.sync(now, { records: tablet.chain.slice(0, 1) });
    assert.deepEqual(outcomesOf(await tablet.sync(now)), ['marked', 'marked', 'marked']);
    assert.equal((await allMarks(db, session.id)).length, 3);
  });

  test('a session the clock has closed takes them, while its marks may change: the absence stays as history', async () => {
    const { db, session, first, tablet, capsuleId } = await withCapsule();
    tablet.note({ capsuleId, studentId: first.personId });
    const now = session.endsAt + 10 * MINUTE_MS;
    await closeDueSessions(db, now);
    assert.deepEqual(outcomesOf(await tablet.sync(now)), ['marked']);
    const marks = (await allMarks(db, session.id)).filter(({ studentId }) => studentId === first.personId);
    assert.deepEqual(
      marks.map(({ code, isCurrent }) => [code, isCurrent]),
      [
        ['A', false],
        ['P', true],
      ],
    );
  });

  test('locked, the teacher is asked; and what a teacher decided by hand stands', async () => {
    const { db, here, session, first, second, tablet, capsuleId } = await withCapsule();
    const marks = [{ studentId: second.personId, code: 'A' }];
    await setMarks(db, { sessionId: session.id, viewer: here.teacher, marks, reason: null, now: NOW + 2 * MINUTE_MS });
    tablet.note({ capsuleId, studentId: second.personId });
    tablet.note({ capsuleId, studentId: first.personId });
    await closeDueSessions(db, session.endsAt + MINUTE_MS);
    assert.deepEqual(outcomesOf(await tablet.sync(session.endsAt + 30 * DAY_MS)), ['teacher', 'review']);
    const [review] = await reviewsOf(db, session.id);
    assert.deepEqual(
      [review?.student.id, review?.reasons, review?.late?.capturedAt],
      [first.personId, ['arrived_late'], NOW + MINUTE_MS],
    );
    const current = (await allMarks(db, session.id)).filter(({ isCurrent }) => isCurrent);
    assert.ok(current.every(({ code }) => code === 'A'));
  });

  test('forged, missing, re-ordered or altered records are refused with all that follow; those before count', async () => {
    const { db, kioskId, session, here, tablet, capsuleId } = await withCapsule();
    for (const { personId } of here.students) tablet.note({ capsuleId, studentId: personId });
    const [one, two, three] = tablet.chain as [KioskRecord, KioskRecord, KioskRecord];
    const forger = newDevice();
    const stranger = newTablet(db, { kioskId, pairingId: 'elsewhere' });
    const foreign = stranger.note({ capsuleId, studentId: two.studentId });
    const now = NOW + 2 * MINUTE_MS;
    const attempts: KioskRecord[][] = [
      [one, three],
      [one, { ...two, at: two.at - 1000 }],
      [one, { ...two, studentId: three.studentId }],
      [one, { ...two, signature: forger.sign('anything').signature }],
      [one, { ...two, previous: one.previous }],
      [one, foreign],
      [one, tablet.note({ ...two, previous: one.previous })],
      [one, tablet.note({ ...two, sequence: 3 })],
    ];
    tablet.chain.splice(3);
    for (const records of attempts) {
      await assert.rejects(tablet.sync(now, { records }), refuses('device_proof_invalid'));
      assert.equal((await allMarks(db, session.id)).length, 1);
    }
    const replaced = tablet.note({ ...one, at: one.at + 1 });
    tablet.chain.pop();
    await assert.rejects(
      tablet.sync(now, { records: [replaced] }),
      refuses('device_proof_invalid'),
      'a place is taken once',
    );
    assert.deepEqual(outcomesOf(await tablet.sync(now)), ['marked', 'marked', 'marked']);
  });

  test('what is outside of its capsule, its session or certainty is noted and counts for nobody', async () => {
    const { db, here, session, first, second, tablet, capsuleId } = await withCapsule();
    const stranger = (await addClass(db)).students[0];
    assert.ok(stranger);
    await drop(db, { sectionId: here.sectionId, studentId: second.personId, now: NOW + 1 });
    const studentId = first.personId;
    tablet.note({ capsuleId: newId(), studentId });
    tablet.note({ capsuleId, studentId: stranger.personId });
    tablet.note({ capsuleId, studentId, at: NOW - 61_000 });
    tablet.note({ capsuleId, studentId, at: session.endsAt + session.graceSeconds * 1000 });
    tablet.note({ capsuleId, studentId, at: NOW - 1000 });
    tablet.note({ capsuleId, studentId, distance: 5001 });
    tablet.note({ capsuleId, studentId, margin: 399 });
    tablet.note({ capsuleId, studentId: second.personId });
    const late = await tablet.sync(session.endsAt + MINUTE_MS);
    assert.deepEqual(outcomesOf(late), [
      'unknown_capsule',
      'not_in_capsule',
      'outside_capsule',
      'outside_capsule',
      'outside_session',
      'not_sure',
      'not_sure',
      'not_enrolled',
    ]);
    assert.deepEqual(
      (await allMarks(db, session.id)).filter(({ method }) => method === 'face-kiosk'),
      [],
    );
    const rows = await db.selectFrom('kioskRecord').select('studentId').orderBy('sequence').execute();
    assert.equal(rows[1]?.studentId, null, 'of people it was never given nothing is kept');
  });

  test('nobody is recorded in the future, or after the teacher closed the session', async () => {
    const { db, here, session, first, second, tablet, capsuleId } = await withCapsule();
    tablet.note({ capsuleId, studentId: first.personId, at: NOW + 5 * MINUTE_MS });
    tablet.note({ capsuleId, studentId: second.personId, at: NOW + 3 * MINUTE_MS });
    await closeSession(db, { sessionId: session.id, viewer: here.teacher, now: NOW + 2 * MINUTE_MS });
    assert.deepEqual(outcomesOf(await tablet.sync(NOW + 3.5 * MINUTE_MS)), ['in_future', 'outside_session']);
  });

  test('a clock that was set, or is off when the network is back, flags the mark; so does life nobody looked for', async () => {
    const { db, session, here, tablet, capsuleId } = await withCapsule((db) =>
      setPolicy(db, { liveness: { level: 'low', flashes: 'off' } }),
    );
    const [first, second] = here.students;
    assert.ok(first && second);
    tablet.note({ capsuleId, studentId: first.personId, isClockChanged: true });
    const now = NOW + 2 * MINUTE_MS;
    await tablet.sync(now);
    tablet.note({ capsuleId, studentId: second.personId });
    await tablet.sync(now, { deviceNow: now - 61_000 });
    for (const { personId } of [first, second]) {
      const { evidence, mark } = (await markEvidence(db, { sessionId: session.id, studentId: personId })) ?? {};
      assert.equal(mark?.isFlagged, true);
      assert.deepEqual(evidence?.flags, ['clock_changed', 'life_unseen']);
    }
  });
});
