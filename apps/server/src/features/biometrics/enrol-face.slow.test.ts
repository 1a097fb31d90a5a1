import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { readEvents } from '../../platform/events/index.ts';
import { enrolFace } from './enrol-face.ts';
import { withdrawConsent } from './erase-template.ts';
import type { LazyFaceEngine } from './face-engine.ts';
import {
  addConsentingStudent,
  addEnrolledStudent,
  addStudent,
  badPictures,
  everyFile,
  everyRow,
  framesOf,
  limits,
  NOW,
  provideTestService,
  refuses,
  sideways,
  testEngine,
} from './testing.ts';
import { verifyFrames } from './verify-frames.ts';

interface Enrolling {
  db: Db;
  personId: string;
  frames: readonly Buffer[];
}
const enrolSelf = ({ db, personId, frames }: Enrolling, face = limits) =>
  enrolFace({ db, personId, frames, actor: { personId, isStaff: false }, mayReplace: true, limits: face, now: NOW });

const templatesOf = (db: Db, personId: string) =>
  db
    .selectFrom('template')
    .select(['version', 'status', 'frames'])
    .where('personId', '=', personId)
    .orderBy('version')
    .execute();

const flagsIn = async (db: Db) => (await readEvents(db, 0, 100)).filter(({ type }) => type === 'enrolment.flagged');

const verify = async (db: Db, personId: string, face: Parameters<typeof framesOf>[0]) =>
  verifyFrames({ db, personId, frames: await framesOf(face, 3, 6), limits, asked: null, now: NOW });

/** Hands out the engine once two have asked for it. */
const engineForBoth = (): LazyFaceEngine => {
  let asked = 0;
  const both = Promise.withResolvers<void>();
  return {
    ...testEngine,
    ready: async () => {
      asked += 1;
      if (asked === 2) both.resolve();
      await both.promise;
      return testEngine.ready();
    },
  };
};

eachDatabase((open) => {
  test('five good frames make a template; no frame is kept anywhere', async () => {
    const db = await open();
    provideTestService(db);
    const personId = await addConsentingStudent(db, 'Ann');
    const frames = await framesOf('ann', 5);
    const result = await enrolSelf({ db, personId, frames });
    assert.equal(result.outcome, 'enrolled');
    assert.equal(result.good, 5);
    assert.equal(result.flagged, false);
    assert.deepEqual(result.status.template?.status, 'active');
    assert.deepEqual(await templatesOf(db, personId), [{ version: 1, status: 'active', frames: 5 }]);
    assert.deepEqual(await flagsIn(db), []);

    const held = Buffer.concat([await everyRow(db), await everyFile(db)]);
    assert.ok(held.includes(Buffer.from(personId)), 'the search reads what is there');
    for (const frame of frames) {
      const middle = Math.floor(frame.length / 2);
      assert.equal(held.includes(frame.subarray(middle, middle + 16)), false);
    }
    assert.equal((await verify(db, personId, 'ann')).kind, 'match');
  });

  test('each wrong picture is named, and a template is made once five are good', async () => {
    const db = await open();
    provideTestService(db);
    const personId = await addConsentingStudent(db, 'Ann');
    const wrong = [
      await badPictures.empty(),
      await badPictures.text(),
      await badPictures.truncated(),
      await badPictures.bomb(),
      await badPictures.noFace(),
      await badPictures.twoFaces(),
      await badPictures.blurred(),
      await badPictures.tooSmall(),
    ];
    const few = await enrolSelf({ db, personId, frames: [...wrong, ...(await framesOf('ann', 4))] });
    assert.equal(few.outcome, 'more_frames_needed');
    assert.equal(few.good, 4);
    assert.deepEqual(
      few.frames.map(({ issues }) => issues[0] ?? 'good'),
      [
        ...['unreadable', 'unreadable', 'unreadable', 'unreadable', 'no_face', 'several_faces', 'blurred', 'too_small'],
        ...['good', 'good', 'good', 'good'],
      ],
    );
    assert.deepEqual(await templatesOf(db, personId), []);
    assert.equal((await db.selectFrom('dataKey').selectAll().execute()).length, 0);

    const enough = await enrolSelf({
      db,
      personId,
      frames: [...wrong, await sideways('ann'), ...(await framesOf('ann', 4))],
    });
    assert.equal(enough.outcome, 'enrolled', 'a picture turned by its EXIF note is upright to us');
    assert.deepEqual(await templatesOf(db, personId), [{ version: 1, status: 'active', frames: 5 }]);
  });

  test('without consent to the current text there is no enrolment', async () => {
    const db = await open();
    provideTestService(db);
    const frames = await framesOf('ann', 5);
    const personId = await addStudent(db, 'No consent');
    await assert.rejects(enrolSelf({ db, personId, frames }), refuses('consent_required'));
    const outdated = await addConsentingStudent(db, 'Old text');
    await db
      .updateTable('consent')
      .set({ textVersion: '2001-01' } as never)
      .execute();
    await assert.rejects(enrolSelf({ db, personId: outdated, frames }), refuses('consent_text_changed'));
  });

  test('the majority of the pictures decides who it is; without one nobody is enrolled', async () => {
    const db = await open();
    provideTestService(db);
    const personId = await addConsentingStudent(db, 'Ann');
    const [ann, bea] = [await framesOf('ann', 5), await framesOf('bea', 3)];
    const half = [...ann.slice(0, 3), ...bea];
    await assert.rejects(enrolSelf({ db, personId, frames: half }), refuses('enrolment_mixed_faces'));
    const mostly = await enrolSelf({ db, personId, frames: [bea[0]!, ...ann, bea[1]!] });
    assert.equal(mostly.outcome, 'enrolled');
    assert.deepEqual(
      mostly.frames.filter(({ issues }) => issues.includes('other_person')).map(({ index }) => index),
      [0, 6],
    );
    assert.equal((await verify(db, personId, 'ann')).kind, 'match');
    assert.equal((await verify(db, personId, 'bea')).kind, 'mismatch');
  });

  test('a face that is surely enrolled for somebody else is refused; one that resembles is flagged without scores', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const first = await addEnrolledStudent(db, vault, { face: 'dot' });
    const second = await addConsentingStudent(db, 'Second account');
    await assert.rejects(
      enrolSelf({ db, personId: second, frames: await framesOf('dot', 5, 2) }),
      refuses('enrolment_duplicate'),
    );
    assert.deepEqual(await templatesOf(db, second), []);

    const result = await enrolSelf({ db, personId: second, frames: await framesOf('dotElsewhere', 5) });
    assert.equal(result.outcome, 'enrolled');
    assert.equal(result.flagged, true);
    const [flag, ...more] = await flagsIn(db);
    assert.deepEqual(more, []);
    assert.equal(flag?.personId, second);
    assert.deepEqual(flag?.data, {
      student: { id: second, name: 'Second account', usn: null },
      reasons: ['resembles_another'],
      resembles: first,
    });
  });

  test('two enrolments of one person at once: one wins, the other says conflict, nothing is half-written', async () => {
    const db = await open();
    // Neither gets an engine before both have looked at what is enrolled.
    provideTestService(db, engineForBoth());
    const personId = await addConsentingStudent(db, 'Twice');
    const frames = await framesOf('ann', 5);
    const both = await Promise.allSettled([1, 2].map(() => enrolSelf({ db, personId, frames })));
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    assert.equal(refused.length, 1);
    assert.ok(refuses('conflict')(refused[0]), String(refused[0]));
    assert.deepEqual(await templatesOf(db, personId), [{ version: 1, status: 'active', frames: 5 }]);
    assert.equal((await db.selectFrom('dataKey').selectAll().execute()).length, 1);
    assert.equal((await verify(db, personId, 'ann')).kind, 'match');
  });

  test('without the password again nothing is replaced', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    const frames = await framesOf('ann', 5);
    const again = enrolFace({
      db,
      personId,
      frames,
      actor: { personId, isStaff: false },
      mayReplace: false,
      limits,
      now: NOW,
    });
    await assert.rejects(again, refuses('reauthentication_required'));
    assert.deepEqual(await templatesOf(db, personId), [{ version: 1, status: 'active', frames: 5 }]);
  });

  test('one face enrolled for two people at once is found out', async () => {
    const db = await open();
    provideTestService(db, engineForBoth());
    const people = [await addConsentingStudent(db, 'One'), await addConsentingStudent(db, 'Other')];
    const frames = await framesOf('ann', 5);
    const both = await Promise.allSettled(people.map((personId) => enrolSelf({ db, personId, frames })));
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    assert.equal(refused.length, 1);
    assert.ok(refuses('enrolment_duplicate')(refused[0]), String(refused[0]));
  });

  test('consent withdrawn while the pictures are looked at: nothing is enrolled', async () => {
    const db = await open();
    let meanwhile = async () => {};
    provideTestService(db, {
      ...testEngine,
      ready: async () => {
        await meanwhile();
        return testEngine.ready();
      },
    });
    const personId = await addConsentingStudent(db, 'Changed mind');
    meanwhile = () => withdrawConsent(db, { personId, actorId: personId, now: NOW });
    await assert.rejects(enrolSelf({ db, personId, frames: await framesOf('ann', 5) }), refuses('consent_required'));
    assert.deepEqual(await templatesOf(db, personId), []);
    assert.equal((await db.selectFrom('dataKey').selectAll().execute()).length, 0);
  });

  test('a re-enrolment of the same face replaces; of another face it waits and tells', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    await enrolSelf({ db, personId, frames: await framesOf('ann', 5, 1) });
    assert.deepEqual(await templatesOf(db, personId), [{ version: 2, status: 'active', frames: 5 }]);
    assert.deepEqual(await flagsIn(db), []);

    const swapped = await enrolSelf({ db, personId, frames: await framesOf('bea', 5) });
    assert.equal(swapped.status.template?.status, 'pending');
    assert.equal(swapped.flagged, true);
    assert.deepEqual(
      (await flagsIn(db)).map(({ data }) => data.reasons),
      [['differs_from_former']],
    );
    assert.equal((await verify(db, personId, 'ann')).kind, 'match', 'the old face still counts');
    const newFace = await verify(db, personId, 'bea');
    assert.deepEqual([newFace.kind, newFace.reason], ['uncertain', 'pending_template'], 'the new one asks the teacher');
    assert.equal((await verify(db, personId, 'cid')).kind, 'mismatch');
    assert.equal((await templatesOf(db, personId)).length, 2, 'and confirms nothing by itself');

    const desk = { personId: await addStudent(db, 'Staff'), isStaff: true };
    const frames = await framesOf('bea', 5);
    const atDesk = await enrolFace({ db, personId, frames, actor: desk, mayReplace: true, limits, now: NOW });
    assert.equal(atDesk.flagged, true, 'staff may replace a face, and it is told');
    assert.deepEqual(await templatesOf(db, personId), [{ version: 4, status: 'active', frames: 5 }]);
    assert.equal((await verify(db, personId, 'bea')).kind, 'match');
    assert.equal((await verify(db, personId, 'ann')).kind, 'mismatch');
  });

  test('a pending template takes over when a live face matches it and could still be the old one', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'dot' });
    // The two pictures of this person are further apart than this stricter policy takes for the same.
    const strict = { ...limits, verifyAccept: 0.38 };
    const frames = await framesOf('dotElsewhere', 5);
    assert.equal((await enrolSelf({ db, personId, frames }, strict)).status.template?.status, 'pending');
    const probe = await framesOf('dotElsewhere', 3, 6);
    const live = await verifyFrames({ db, personId, frames: probe, limits: strict, asked: null, now: NOW });
    assert.equal(live.kind, 'match');
    assert.deepEqual(await templatesOf(db, personId), [{ version: 2, status: 'active', frames: 5 }]);
    const confirmed = (await readEvents(db, 0, 100)).filter(({ type }) => type === 'template.confirmed');
    assert.equal(confirmed.length, 1);
  });
});
