import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply, defaultPolicy } from '@smart-presence/contract';
import fc from 'fast-check';
import { replyFor } from './check-in-words.ts';
import { type CheckInFacts, codeOnArrival, decideCheckIn } from './decide-check-in.ts';
import { finding } from './testing.ts';

const facts = (patch: Partial<CheckInFacts>): CheckInFacts => ({
  face: 'match',
  place: 'unset',
  placeMode: 'advise',
  contradictsTeacher: false,
  ...patch,
});

/** Facts, decision, code, reasons, flags. */
const table: [Partial<CheckInFacts>, string, string, string[], string[]][] = [
  [{}, 'accept', 'accepted', [], []],
  [{ place: 'strong', placeMode: 'require' }, 'accept', 'accepted', [], []],
  [{ place: 'unset', placeMode: 'require' }, 'accept', 'accepted', [], []],
  [{ place: 'outside', placeMode: 'off' }, 'accept', 'accepted', [], []],
  [{ place: 'none', placeMode: 'off' }, 'accept', 'accepted', [], []],
  [{ place: 'weak', placeMode: 'advise' }, 'accept', 'accepted', [], []],
  [{ place: 'none', placeMode: 'advise' }, 'accept', 'accepted', [], []],
  [{ place: 'outside', placeMode: 'advise' }, 'review', 'sent_to_review', ['outside_place'], []],
  [{ place: 'none', placeMode: 'require' }, 'review', 'sent_to_review', ['place_uncertain'], []],
  [{ place: 'weak', placeMode: 'require' }, 'flag', 'accepted', [], ['place_uncertain']],
  [{ place: 'outside', placeMode: 'require' }, 'reject', 'outside_place', [], []],
  [{ place: 'outside', placeMode: 'require', face: null }, 'reject', 'outside_place', [], []],
  [{ face: 'uncertain' }, 'review', 'sent_to_review', ['match_uncertain'], []],
  [{ face: 'uncertain', place: 'outside' }, 'review', 'sent_to_review', ['match_uncertain', 'outside_place'], []],
  [{ face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
  [{ face: 'face_not_found' }, 'reject', 'face_not_found', [], []],
  [{ face: 'several_faces' }, 'reject', 'several_faces', [], []],
  [{ face: 'face_quality' }, 'reject', 'face_quality', [], []],
  [{ face: 'frames_inconsistent' }, 'reject', 'frames_inconsistent', [], []],
  [{ face: 'mismatch', place: 'outside', placeMode: 'advise' }, 'reject', 'face_mismatch', [], []],
  [{ contradictsTeacher: true }, 'flag', 'accepted', [], ['contradicts_teacher']],
  [
    { face: 'uncertain', contradictsTeacher: true },
    'review',
    'sent_to_review',
    ['match_uncertain'],
    ['contradicts_teacher'],
  ],
];

for (const [patch, decision, code, reasons, flags] of table) {
  test(`${JSON.stringify(patch)} → ${decision} ${code}`, () => {
    assert.deepEqual(decideCheckIn(facts(patch)), { decision, code, reasons, flags });
  });
}

const anyFacts: fc.Arbitrary<CheckInFacts> = fc.record({
  face: fc.constantFrom(
    'match',
    'uncertain',
    'mismatch',
    'face_not_found',
    'several_faces',
    'face_quality',
    'frames_inconsistent',
  ),
  place: fc.constantFrom('strong', 'weak', 'outside', 'none', 'unset'),
  placeMode: fc.constantFrom('off', 'advise', 'require'),
  contradictsTeacher: fc.boolean(),
});
const rank = { reject: 0, review: 1, flag: 2, accept: 3 } as const;

test('nobody is accepted without a matching face, and a doubt always has its reason', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const { decision, reasons, flags } = decideCheckIn(given);
      if (decision === 'accept' || decision === 'flag') assert.equal(given.face, 'match');
      if (decision === 'accept') assert.deepEqual([reasons, flags], [[], []]);
      assert.equal(reasons.length > 0, decision === 'review');
      if (decision === 'flag') assert.ok(flags.length > 0);
    }),
  );
});

test('better evidence of the place never makes the decision worse', () => {
  const better = { outside: 'none', none: 'weak', weak: 'strong', strong: 'strong', unset: 'unset' } as const;
  fc.assert(
    fc.property(anyFacts, (given) => {
      const improved = decideCheckIn({ ...given, place: better[given.place] });
      assert.ok(rank[improved.decision] >= rank[decideCheckIn(given).decision]);
    }),
  );
});

test('what is said to the student holds words, never a score', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const decided = decideCheckIn(given);
      const session = { id: '01900000-0000-7000-8000-000000000000', courseCode: 'CS', courseName: 'Course' };
      const reply = replyFor({ ...decided, mark: null, session, verification: finding(given.face ?? 'mismatch') });
      CheckInReply.parse(reply);
      assert.ok(reply.message.length > 0);
      assert.equal(reply.advice === null, reply.code === 'accepted');
      assert.doesNotMatch(`${reply.message} ${reply.advice}`, /\d/);
      assert.deepEqual(Object.keys(reply).sort(), ['advice', 'code', 'decision', 'mark', 'message', 'session']);
    }),
  );
});

test('a quality problem is named by what most frames share', () => {
  const dark = { ...finding('face_quality').frames, refused: 'face_quality' as const, faces: 1 };
  const frame = { ...dark, size: 100, sharpness: 1, exposure: 0, pose: null, distance: null };
  const frames = [
    { ...frame, issues: ['blurred' as const] },
    { ...frame, issues: ['too_dark' as const] },
    { ...frame, issues: ['too_dark' as const] },
  ];
  const session = { id: 'x', courseCode: 'CS', courseName: 'Course' };
  const outcome = { decision: 'reject' as const, code: 'face_quality' as const, mark: null, session };
  const reply = replyFor({ ...outcome, verification: { ...finding('face_quality'), frames } });
  assert.equal(reply.advice, 'Face the light.');
});

test('late from the minute the policy names', () => {
  const openedAt = 1_000_000;
  const code = (minutes: number, lateAfterMinutes: number | null) =>
    codeOnArrival({ ...defaultPolicy, lateAfterMinutes }, { openedAt, arrivedAt: openedAt + minutes * 60_000 });
  assert.equal(code(9.999, 10), 'P');
  assert.equal(code(10, 10), 'L');
  assert.equal(code(0, 0), 'L');
  assert.equal(code(120, null), 'P');
});
