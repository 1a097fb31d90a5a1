import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FraudFacts, IMPLAUSIBLE_M, looksPresented, signsOfFraud } from './signs-of-fraud.ts';

type Life = NonNullable<FraudFacts['verification']>['liveness'];

const life = (verdict: 'live' | 'not-live' | 'inconclusive', ...reasons: string[]): Life =>
  ({ level: 'standard', verdict, reasons, advice: null, evidence: [] }) as unknown as Life;

const seen = (change: Partial<NonNullable<FraudFacts['verification']>> = {}) => ({
  kind: 'match' as const,
  liveness: null,
  repeatsOf: [],
  resembles: null,
  ...change,
});

const facts = (change: Partial<FraudFacts> = {}): FraudFacts => ({
  studentId: 'asha',
  session: { id: 's', sectionId: 'c' },
  verification: seen(),
  place: { finding: 'strong', accuracy: 12 },
  sharedWith: [],
  mayBePassedOn: false,
  now: 1,
  ...change,
});

const codes = (change: Partial<FraudFacts> = {}) => signsOfFraud(facts(change)).map(({ code }) => code);

test('what honest people run into is no sign: poor pictures, companions, a wrong face alone, slow steps, far away, no device', () => {
  assert.deepEqual(codes(), []);
  for (const kind of ['face_quality', 'face_not_found', 'several_faces', 'frames_inconsistent', 'uncertain'] as const)
    assert.deepEqual(codes({ verification: seen({ kind }) }), [], kind);
  assert.deepEqual(codes({ verification: seen({ kind: 'mismatch' }) }), [], 'a bad light makes a stranger of anybody');
  const harmless = [
    'step_not_followed',
    'turn_too_small',
    'several_faces',
    'frozen_picture',
    'no_reflection',
    'face_lost',
  ];
  for (const reason of harmless)
    assert.deepEqual(codes({ verification: seen({ liveness: life('not-live', reason) }) }), [], reason);
  assert.deepEqual(codes({ verification: seen({ liveness: life('inconclusive', 'looks_flat') }) }), [], 'a doubt');
  for (const finding of ['outside', 'none', 'weak'] as const)
    assert.deepEqual(codes({ place: { finding, accuracy: 900 } }), [], finding);
  assert.deepEqual(codes({ place: { finding: 'none', accuracy: null } }), []);
  assert.deepEqual(codes({ place: { finding: 'strong', accuracy: IMPLAUSIBLE_M } }), [], 'the best receivers');
  assert.deepEqual(codes({ verification: null }), [], 'refused before anybody looked');
});

test('pictures of pictures, pictures sent before, and whose they were', () => {
  const flat = life('not-live', 'step_not_followed', 'looks_flat');
  const [sign] = signsOfFraud(facts({ verification: seen({ liveness: flat }) }));
  assert.deepEqual([sign?.code, sign?.evidence], ['presentation_seen', { reasons: ['looks_flat'] }]);
  assert.deepEqual(looksPresented(life('live', 'looks_flat')), []);
  const again = seen({ liveness: life('not-live', 'seen_before'), repeatsOf: ['asha'] });
  assert.deepEqual(codes({ verification: again }), ['pictures_replayed']);
  const [theirs] = signsOfFraud(facts({ verification: { ...again, repeatsOf: ['ravi', 'asha'] } }));
  assert.deepEqual([theirs?.code, theirs?.evidence], ['pictures_of_another', { with: ['ravi'] }]);
});

test('a classmate’s face, a position nobody measures, a code that was passed on', () => {
  assert.deepEqual(codes({ verification: seen({ kind: 'mismatch', resembles: 'ravi' }) }), ['face_of_another']);
  assert.deepEqual(codes({ verification: seen({ kind: 'match', resembles: 'ravi' }) }), [], 'it was the right one');
  assert.deepEqual(codes({ place: { finding: 'strong', accuracy: 0 } }), ['place_implausible']);
  assert.deepEqual(codes({ place: { finding: 'unset', accuracy: 0 } }), [], 'nobody asked where');
  assert.deepEqual(codes({ mayBePassedOn: true }), ['code_passed_on']);
});

test('each of those who share a device is named with the others', () => {
  const signs = signsOfFraud(facts({ sharedWith: ['ravi', 'meera'] }));
  assert.deepEqual(
    signs.map(({ code, actor, personId, evidence }) => [code, actor.id, personId, evidence]),
    [
      ['device_shared', 'asha', 'asha', { with: ['ravi', 'meera'] }],
      ['device_shared', 'ravi', 'ravi', { with: ['asha', 'meera'] }],
      ['device_shared', 'meera', 'meera', { with: ['asha', 'ravi'] }],
    ],
  );
});
