import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FLASH_COLOURS, type LivenessLevel, type StepKind } from '@smart-presence/contract';
import { genuine, type Stage, tiltedPhoto } from '@smart-presence/face/bench/liveness/attacks.ts';
import { CONDITIONS } from '@smart-presence/face/bench/liveness/lab.ts';
import { seeded } from '@smart-presence/face/bench/liveness/random.ts';
import { filmPoses, openStudio } from '@smart-presence/face/bench/liveness/studio.ts';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { carryOut } from '../../platform/retention/index.ts';
import { enrolFace } from './enrol-face.ts';
import { chooseMovements } from './look-for-life.ts';
import { KEEP_PICTURES_MS, keepPictures, oldPictures } from './seen-pictures.store.ts';
import { addConsentingStudent, limits, modelCache, NOW, provideTestService } from './testing.ts';
import { verifyFrames } from './verify-frames.ts';

const steps = ['turn-right', 'open-mouth', 'turn-left'] as const satisfies StepKind[];
let studio: ReturnType<typeof openStudio> | undefined;
const heads = () => (studio ??= openStudio(modelCache));
const takes = new Map<string, ReturnType<Stage>>();

/** Rendered once for both databases. */
const shoot = async (stage: Stage, { victim, seed }: { victim: number; seed: string }) => {
  const people = await heads();
  const [head, another] = [people[victim], people[victim + 1]];
  assert.ok(head && another);
  const challenge = { steps: steps.map((kind) => ({ kind })) };
  const camera = CONDITIONS.clean;
  assert.ok(camera);
  const key = `${stage.name} ${victim} ${seed}`;
  const take = takes.get(key) ?? stage({ challenge, victim: head, attacker: another, camera, random: seeded(seed) });
  takes.set(key, take);
  return take;
};

const enrolled = async (db: Db) => {
  provideTestService(db);
  const personId = await addConsentingStudent(db, 'Rendered');
  const [head] = await heads();
  assert.ok(head);
  const turns = [0, 9, -9, 4, -5, 12, -12].map((yaw) => ({ yaw }));
  const frames = (await filmPoses({ head, gestures: turns, seed: 'enrolment' })).map((picture) => Buffer.from(picture));
  const enrolment = await enrolFace({
    db,
    personId,
    frames,
    actor: { personId, isStaff: false },
    mayReplace: true,
    limits,
    now: NOW,
  });
  assert.equal(enrolment.outcome, 'enrolled', JSON.stringify(enrolment));
  return personId;
};

const verify = async (db: Db, personId: string, take: Awaited<ReturnType<Stage>>) => {
  const frames = take.map(({ picture }) => Buffer.from(picture));
  const times = take.map(({ at, step }) => ({ at, step }));
  const asked = { level: 'standard', steps, colours: [], times, sessionId: 'session' } as const;
  return verifyFrames({ db, personId, frames, limits, asked, now: NOW });
};

describe('life in the pictures of a check-in', () => {
  eachDatabase((open) => {
    test('a rendered head that moves as asked is live and who it is; evidence is numbers', async () => {
      const db = await open();
      const personId = await enrolled(db);
      const found = await verify(db, personId, await shoot(genuine, { victim: 0, seed: 'live' }));
      assert.equal(found.kind, 'match', JSON.stringify(found.frames));
      assert.equal(found.liveness?.verdict, 'live', found.liveness?.reasons.join());
      assert.equal(found.hashes.length, 12);
      const { hashes: _, ...evidence } = found;
      assert.ok(JSON.stringify(evidence).length < 6000);
    });

    test('a tilted photo of the person is not live; somebody else who moves as asked does not match', async () => {
      const db = await open();
      const personId = await enrolled(db);
      const photo = await verify(db, personId, await shoot(tiltedPhoto, { victim: 0, seed: 'photo' }));
      assert.equal(photo.liveness?.verdict, 'not-live');
      assert.ok(photo.liveness?.advice);
      const other = await verify(db, personId, await shoot(genuine, { victim: 1, seed: 'other' }));
      assert.equal(other.kind, 'mismatch');
    });

    test('pictures that came before are known again for 30 days, a new take of the same person is not', async () => {
      const db = await open();
      const personId = await enrolled(db);
      const take = await shoot(genuine, { victim: 0, seed: 'live' });
      const first = await verify(db, personId, take);
      const { hashes } = first;
      const kept = { challengeId: 'challenge', studentId: personId, sessionId: 'session', hashes, now: NOW };
      await db.transaction().execute((trx) => keepPictures(trx, kept));
      const again = await verify(db, personId, take);
      assert.equal(again.liveness?.verdict, 'not-live');
      assert.ok(again.liveness?.reasons.includes('seen_before'));
      assert.equal(again.liveness?.advice, 'use_live_camera');
      const fresh = await verify(db, personId, await shoot(genuine, { victim: 0, seed: 'another day' }));
      assert.ok(!fresh.liveness?.reasons.includes('seen_before'), fresh.liveness?.reasons.join());
      await carryOut(db, oldPictures, { now: NOW + KEEP_PICTURES_MS - 1 });
      assert.equal((await db.selectFrom('seenPictures').selectAll().execute()).length, 1);
      await carryOut(db, oldPictures, { now: NOW + KEEP_PICTURES_MS });
      assert.deepEqual(await db.selectFrom('seenPictures').selectAll().execute(), []);
    });
  });

  test('the movements of a level come in every order, and never flash unasked', () => {
    const choose = (level: LivenessLevel, withFlashes = false) => chooseMovements({ level, withFlashes });
    const seen = new Set(Array.from({ length: 200 }, () => choose('standard').steps.join()));
    assert.equal(seen.size, 12, [...seen].join(' | '));
    assert.deepEqual(choose('off', true), { steps: [], colours: [] });
    assert.ok(![...seen].some((order) => order.includes('flash')));
    assert.deepEqual(choose('standard').colours, []);
    const { steps: more, colours } = choose('standard', true);
    assert.deepEqual([more.length, more.includes('flash'), colours.length], [4, true, FLASH_COLOURS]);
  });
});
