import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LivenessResult, NodeFaceEngine } from '@smart-presence/face/node';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { LazyFaceEngine } from './face-engine.ts';
import { addConsentingStudent, limits, liveConsentId, NOW, provideTestService, testEngine } from './testing.ts';
import { verifyFrames } from './verify-frames.ts';

const MODEL = 'scripted';
const DIMENSIONS = 128;
/** A descriptor so far from the template, in one direction. */
const away = (distance: number): Float32Array => {
  const values = new Float32Array(DIMENSIONS);
  values[0] = distance;
  return values;
};

/** An engine that saw faces at these distances from the template. */
const seeing = (distances: readonly number[]): LazyFaceEngine => ({
  ...testEngine,
  ready: async () => {
    const result: LivenessResult = {
      level: 'standard',
      verdict: 'live',
      reasons: [],
      evidence: [],
      descriptors: distances.map((distance, frame) => ({ frame, descriptor: away(distance) })),
      hashes: [],
      ms: { decode: 0, detect: 0, mesh: 0, eyes: 0, identity: 0, recapture: 0, other: 0, total: 0 },
    };
    const model = { id: MODEL, dimensions: DIMENSIONS } as NodeFaceEngine['model'];
    return { model, assessLiveness: async () => result } as unknown as NodeFaceEngine;
  },
});

const verifyAt = async (db: Db, distances: readonly number[]) => {
  const vault = provideTestService(db, seeing(distances));
  const personId = await addConsentingStudent(db, 'Student');
  const consentId = await liveConsentId(db, personId);
  await vault.store(db, {
    personId,
    consentId,
    values: away(0),
    modelId: MODEL,
    status: 'active',
    frames: 5,
    now: NOW,
  });
  const frames = [0, 1, 2].map((i) => Buffer.from([i]));
  const times = frames.map((_, i) => ({ at: i * 300, step: 0 }));
  const asked = { level: 'standard', steps: ['blink'], colours: [], times, sessionId: 'session' } as const;
  return verifyFrames({ db, personId, frames, limits, asked, now: NOW });
};

describe('who is seen while moving', () => {
  eachDatabase((open) => {
    test('near in every picture: a match', async () => {
      const found = await verifyAt(await open(), [0.1, 0.2, 0.3]);
      assert.deepEqual([found.kind, found.counted, found.liveness?.level], ['match', 3, 'standard']);
    });

    test('one picture beyond the limit for review is not hidden by the others', async () => {
      const found = await verifyAt(await open(), [0.1, 0.1, limits.verifyReview + 0.02]);
      assert.ok((found.distance ?? 1) < limits.verifyAccept);
      assert.equal(found.kind, 'uncertain');
    });

    test('pictures too far apart are of no one person, and one frontal picture is too few', async () => {
      assert.equal((await verifyAt(await open(), [0, 0.2, limits.verifyReview + 0.1])).kind, 'frames_inconsistent');
      assert.equal((await verifyAt(await open(), [0.1])).kind, 'face_not_found');
    });
  });
});
