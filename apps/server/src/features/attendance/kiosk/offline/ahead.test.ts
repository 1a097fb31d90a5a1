import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../../../platform/db/index.ts';
import { eachDatabase } from '../../../../platform/db/testing.ts';
import { createPlace, saveRoom } from '../../../academics/index.ts';
import { provideFaces } from '../../../biometrics/testing-gallery.ts';
import { openDueSessions, openScheduled } from '../../schedule/open-scheduled.ts';
import { addTimetabledClass, HOUR_MS, scheduledRows } from '../../schedule/testing.ts';
import { allMarks, MINUTE_MS, NOW, refuses } from '../../testing.ts';
import { addKiosk } from '../testing-door.ts';
import { soonAtDoor } from './soon-at-door.ts';
import { syncRecords } from './sync-records.ts';
import { newTablet } from './testing-device.ts';

/** A class meets at ten, an hour from NOW, in a room of the kiosk's place. */
const AT_TEN = NOW + HOUR_MS;

eachDatabase((open) => {
  const boot = async ({ opensItself = true } = {}) => {
    const db = await open();
    const place = { name: 'North block', latitude: 12.97, longitude: 77.59, radius: 100, networks: [] };
    const { id: placeId } = await createPlace(db, place);
    const { id: roomId } = await saveRoom(db, { name: 'N1', placeId, capacity: null });
    const here = await addTimetabledClass(db, { slot: { roomId } });
    await db.updateTable('section').set({ isSelfOpening: opensItself }).where('id', '=', here.sectionId).execute();
    await provideFaces(
      db,
      here.students.map(({ personId }) => personId),
    );
    const kioskId = await addKiosk(db, placeId);
    const [row] = await scheduledRows(db, here.sectionId);
    assert.ok(row);
    return { db, here, placeId, classId: row.id, tablet: newTablet(db, { kioskId }) };
  };
  const soonOf = async (db: Db, placeId: string, now: number) =>
    (await soonAtDoor(db, { placeId, now })).map(({ id }) => id);

  test('within the hour a kiosk is given what it needs for a class that opens by itself, and says so', async () => {
    const { db, here, placeId, classId, tablet } = await boot();
    assert.deepEqual((await tablet.ask(AT_TEN - HOUR_MS - 1)).reply.capsules, []);
    assert.deepEqual(await soonOf(db, placeId, AT_TEN - HOUR_MS - 1), []);
    const { reply, open: unseal } = await tablet.ask(AT_TEN - HOUR_MS);
    assert.deepEqual(await soonOf(db, placeId, AT_TEN - HOUR_MS), [classId]);
    const [capsule, ...others] = reply.capsules;
    assert.ok(capsule && others.length === 0);
    assert.equal(capsule.sessionId, classId);
    assert.ok(capsule.opensAt && capsule.opensAt > AT_TEN && capsule.opensAt < AT_TEN + MINUTE_MS);
    assert.ok(capsule.expiresAt > AT_TEN && capsule.expiresAt < AT_TEN + 3 * HOUR_MS);
    assert.equal((await unseal(capsule)).students.length, here.students.length);
    const again = await tablet.ask(AT_TEN - 30 * MINUTE_MS, [capsule.id]);
    assert.deepEqual(
      again.reply.capsules.map(({ id, sealed }) => [id, sealed]),
      [[capsule.id, null]],
    );
  });

  test('not for a class its teacher opens, one elsewhere, one that is cancelled, or one that is long past its time', async () => {
    const { db, here, placeId, classId, tablet } = await boot();
    const empty = async (now: number) => {
      assert.deepEqual((await tablet.ask(now)).reply.capsules, []);
      assert.deepEqual(await soonOf(db, placeId, now), []);
    };
    const section = (isSelfOpening: boolean) =>
      db.updateTable('section').set({ isSelfOpening }).where('id', '=', here.sectionId).execute();
    const set = (values: { state?: 'scheduled' | 'cancelled'; roomId?: string | null }) =>
      db.updateTable('scheduledSession').set(values).where('id', '=', classId).execute();
    const { roomId } = await db.selectFrom('scheduledSession').select('roomId').executeTakeFirstOrThrow();
    await section(false);
    await empty(NOW + MINUTE_MS);
    await section(true);
    await set({ state: 'cancelled' });
    await empty(NOW + 2 * MINUTE_MS);
    await set({ state: 'scheduled', roomId: null });
    await empty(NOW + 3 * MINUTE_MS);
    await set({ roomId });
    assert.equal((await tablet.ask(NOW + 4 * MINUTE_MS)).reply.capsules.length, 1);
    await empty(AT_TEN + 15 * MINUTE_MS);
  });

  test('recorded without a network it counts if the class was open then, and not before it opened', async () => {
    const { db, here, classId, tablet } = await boot();
    const [capsule] = (await tablet.ask(AT_TEN - 10 * MINUTE_MS)).reply.capsules;
    assert.ok(capsule?.opensAt);
    const [first, second] = here.students;
    assert.ok(first && second);
    tablet.note({ capsuleId: capsule.id, studentId: second.personId, at: AT_TEN - MINUTE_MS });
    tablet.note({ capsuleId: capsule.id, studentId: first.personId, at: capsule.opensAt });
    await openDueSessions(db, AT_TEN + 4_000);
    const { outcomes } = await tablet.sync(AT_TEN + 5 * MINUTE_MS);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['outside_session', 'marked'],
    );
    const marks = await allMarks(db, classId);
    assert.deepEqual(
      marks.map(({ studentId, at }) => [studentId, at]),
      [[first.personId, capsule.opensAt]],
    );
  });

  test('a class that never opened takes nobody, and one its teacher opened late takes who came after that', async () => {
    const { db, here, classId, tablet } = await boot();
    const [capsule] = (await tablet.ask(AT_TEN - 10 * MINUTE_MS)).reply.capsules;
    assert.ok(capsule);
    const [first, second] = here.students;
    assert.ok(first && second);
    tablet.note({ capsuleId: capsule.id, studentId: first.personId, at: AT_TEN + 2 * MINUTE_MS });
    const never = await tablet.sync(AT_TEN + 3 * MINUTE_MS);
    assert.deepEqual(
      never.outcomes.map(({ outcome }) => outcome),
      ['never_opened'],
    );
    await openScheduled(db, { id: classId, viewer: here.teacher, now: AT_TEN + 5 * MINUTE_MS });
    tablet.note({ capsuleId: capsule.id, studentId: second.personId, at: AT_TEN + 6 * MINUTE_MS });
    const { outcomes } = await tablet.sync(AT_TEN + 8 * MINUTE_MS);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['never_opened', 'marked'],
    );
  });

  test('paired as the same kiosk again, a tablet hands over what it recorded before; as another kiosk it does not', async () => {
    const { db, here, placeId, classId, tablet } = await boot();
    const [capsule] = (await tablet.ask(AT_TEN - 10 * MINUTE_MS)).reply.capsules;
    assert.ok(capsule?.opensAt);
    const [first] = here.students;
    assert.ok(first);
    tablet.note({ capsuleId: capsule.id, studentId: first.personId, at: capsule.opensAt });
    await openDueSessions(db, AT_TEN);
    const now = AT_TEN + 5 * MINUTE_MS;
    const { publicKey, chain: records } = tablet;
    const elsewhere = await addKiosk(db, placeId);
    const handOver = (kioskId: string) => syncRecords(db, { kioskId, publicKey, deviceNow: now, records, now });
    await assert.rejects(handOver(elsewhere), refuses('device_proof_invalid'));
    // The new pairing has another key, and knows nothing of the former one's chain.
    await newTablet(db, { kioskId: tablet.kioskId, pairingId: 'again' }).ask(now);
    assert.deepEqual(
      (await handOver(tablet.kioskId)).outcomes.map(({ outcome }) => outcome),
      ['marked'],
    );
    assert.equal((await allMarks(db, classId)).length, 1);
  });
});
