import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { genuine, type Stage, tiltedPhoto } from '../../bench/liveness/attacks.ts';
import type { Head } from '../../bench/liveness/head.ts';
import { CONDITIONS } from '../../bench/liveness/lab.ts';
import { makePeople } from '../../bench/liveness/people.ts';
import { seeded } from '../../bench/liveness/random.ts';
import { openLivenessNets } from '../node/liveness-nets.ts';
import { createFaceEngine, type NodeFaceEngine } from '../node.ts';
import { TEST_CACHE, testNets } from '../testing/fixtures.ts';
import { hashDistance } from './hash-distance.ts';
import { withSeenBefore } from './seen-before.ts';
import type { Challenge, Evidence, LivenessFrame, LivenessResult } from './types.ts';

const CHALLENGE: Challenge = { steps: [{ kind: 'turn-right' }, { kind: 'open-mouth' }, { kind: 'turn-left' }] };
const KEY = new Uint8Array(32).fill(9);

describe('liveness through the engine', () => {
  let engine: NodeFaceEngine;
  let people: Head[];
  before(async () => {
    const { nets } = await testNets();
    const livenessNets = await openLivenessNets(nets, { cacheDir: TEST_CACHE, modelsDir: undefined });
    people = await makePeople({ nets, ...livenessNets, pictures: undefined });
    engine = await createFaceEngine({ cacheDir: TEST_CACHE, threads: 1 });
  });
  after(() => engine?.close());

  const shoot = (stage: Stage, seed: string): Promise<LivenessFrame[]> =>
    stage({
      challenge: CHALLENGE,
      victim: people[0]!,
      attacker: people[1]!,
      camera: CONDITIONS.clean!,
      random: seeded(seed),
    });
  const assess = (frames: readonly LivenessFrame[]) =>
    engine.assessLiveness({ frames, challenge: CHALLENGE, level: 'standard', hashKey: KEY });
  const of = ({ evidence }: LivenessResult, kind: Evidence['kind']) => evidence.find((item) => item.kind === kind)!;

  test('a rendered head that follows the steps is live; its result is complete', async () => {
    const frames = await shoot(genuine, 'test 1');
    const result = await assess(frames);
    assert.equal(result.verdict, 'live', result.reasons.join());
    assert.equal(of(result, 'one-face').n, 12);
    assert.ok(of(result, 'turn').score > 46);
    assert.equal(result.descriptors.length, 3);
    assert.ok(result.descriptors.every(({ descriptor }) => descriptor.length === 128));
    assert.equal(result.hashes.length, 12);
    assert.ok(result.ms.total >= result.ms.mesh && result.ms.mesh > 0);
    const again = await assess(frames);
    assert.ok(again.hashes.every((hash, i) => hashDistance(hash, result.hashes[i]!) === 0));
    assert.equal(withSeenBefore(again, [result.hashes]).verdict, 'not-live');
  });

  test('the descriptors of a sequence match those of a single picture', async () => {
    const frames = await shoot(genuine, 'test 1');
    const { descriptors } = await assess(frames);
    const { faces } = await engine.describe(frames[descriptors[0]!.frame]!.picture, { scene: 'selfie' });
    const distance = Math.hypot(...descriptors[0]!.descriptor.map((value, i) => value - faces[0]!.descriptor![i]!));
    assert.ok(distance < 0.2, `${distance}`);
  });

  test('a tilted photo is not: it does not turn far enough', async () => {
    const result = await assess(await shoot(tiltedPhoto, 'test 2'));
    assert.equal(result.verdict, 'not-live');
    assert.ok(result.reasons.includes('turn_too_small'), result.reasons.join());
  });

  test('the same frames in another order are not', async () => {
    const frames = await shoot(genuine, 'test 1');
    const times = frames.map(({ picture: _, ...time }) => time);
    const shuffled = [...frames.slice(8), ...frames.slice(0, 8)].map(({ picture }, i) => ({ ...times[i]!, picture }));
    const result = await assess(shuffled);
    assert.deepEqual([result.verdict, of(result, 'steps').outcome], ['not-live', 'failed']);
  });

  test('no face, an unreadable frame, and a wrong number of frames', async () => {
    const frames = await shoot(genuine, 'test 1');
    const blank = Buffer.from(
      '/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
      'base64',
    );
    const empty = frames.map((frame) => ({ ...frame, picture: blank }));
    assert.equal((await assess(empty)).verdict, 'not-live');
    const broken = frames.map((frame, i) => (i === 4 ? { ...frame, picture: new Uint8Array(9) } : frame));
    await assert.rejects(assess(broken), { code: 'image_type_unsupported', frame: 4 });
    await assert.rejects(assess([]), RangeError);
    await assert.rejects(assess([...frames, ...frames, ...frames]), RangeError);
  });
});
