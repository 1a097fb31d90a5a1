import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply, defaultPolicy } from '@smart-presence/contract';
import fc from 'fast-check';
import { replyFor } from './check-in-words.ts';
import { type CheckInFacts, codeOnArrival, decideCheckIn } from './decide-check-in.ts';
import { finding } from './testing.ts';

const facts = (patch: Partial<CheckInFacts>): CheckInFacts => ({
  isByCode: false,
  face: 'match',
  leavesFaceOut: false,
  liveness: 'off',
  lacksFlashes: false,
  code: 'missing',
  codeMode: 'alternative',
  mayBePassedOn: false,
  place: 'unset',
  placeMode: 'advise',
  device: 'known',
  isDeviceShared: false,
  isLate: false,
  contradictsTeacher: false,
  ...patch,
});
const byCode = { isByCode: true, face: null, code: 'valid' } as const;
const also = { codeMode: 'also', code: 'valid' } as const;

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

  // The room code alone.
  [byCode, 'accept', 'accepted', [], []],
  [{ ...byCode, codeMode: 'also' }, 'accept', 'accepted', [], []],
  [{ ...byCode, code: 'stale' }, 'reject', 'room_code_stale', [], []],
  [{ ...byCode, code: 'used' }, 'reject', 'room_code_used', [], []],
  [{ ...byCode, code: 'wrong' }, 'reject', 'room_code_wrong', [], []],
  [{ ...byCode, code: 'missing' }, 'reject', 'room_code_missing', [], []],
  [{ ...byCode, leavesFaceOut: true }, 'review', 'sent_to_review', ['face_not_used'], []],
  [{ ...byCode, leavesFaceOut: true, code: 'stale' }, 'reject', 'room_code_stale', [], []],
  [{ ...byCode, place: 'outside' }, 'review', 'sent_to_review', ['outside_place'], []],
  [
    { ...byCode, leavesFaceOut: true, place: 'outside' },
    'review',
    'sent_to_review',
    ['face_not_used', 'outside_place'],
    [],
  ],
  [{ ...byCode, place: 'outside', placeMode: 'off' }, 'accept', 'accepted', [], []],
  [{ ...byCode, place: 'outside', placeMode: 'require' }, 'reject', 'outside_place', [], []],
  [{ ...byCode, code: 'missing', place: 'outside', placeMode: 'require' }, 'reject', 'outside_place', [], []],
  [{ ...byCode, place: 'none', placeMode: 'require' }, 'review', 'sent_to_review', ['place_uncertain'], []],
  [{ ...byCode, place: 'weak', placeMode: 'require' }, 'flag', 'accepted', [], ['place_uncertain']],
  [{ ...byCode, mayBePassedOn: true }, 'flag', 'accepted', [], ['code_passed_on']],

  // The room code beside the face.
  [also, 'accept', 'accepted', [], []],
  [{ ...also, code: 'missing' }, 'reject', 'room_code_missing', [], []],
  [{ ...also, code: 'missing', face: null }, 'reject', 'room_code_missing', [], []],
  [{ ...also, code: 'stale', face: null }, 'reject', 'room_code_stale', [], []],
  [{ ...also, face: 'uncertain' }, 'review', 'sent_to_review', ['match_uncertain'], []],
  [{ ...also, face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
  [{ ...also, face: 'mismatch', code: 'missing' }, 'reject', 'room_code_missing', [], []],
  [{ ...also, place: 'outside', placeMode: 'require', face: null }, 'reject', 'outside_place', [], []],
  [{ ...also, mayBePassedOn: true }, 'flag', 'accepted', [], ['code_passed_on']],
  [{ codeMode: 'off', code: 'missing' }, 'accept', 'accepted', [], []],

  // The movements.
  [{ liveness: 'live' }, 'accept', 'accepted', [], []],
  [{ liveness: 'inconclusive' }, 'review', 'sent_to_review', ['liveness_unclear'], []],
  [{ liveness: 'declined' }, 'review', 'sent_to_review', ['liveness_declined'], []],
  [{ liveness: 'liveness_turn_further' }, 'reject', 'liveness_turn_further', [], []],
  [{ liveness: 'liveness_out_of_time', face: null }, 'reject', 'liveness_out_of_time', [], []],
  [{ liveness: 'liveness_out_of_time', ...also, code: 'stale', face: null }, 'reject', 'room_code_stale', [], []],
  [{ liveness: 'liveness_follow_steps', face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
  [{ liveness: 'live', face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
  [
    { liveness: 'inconclusive', face: 'uncertain' },
    'review',
    'sent_to_review',
    ['match_uncertain', 'liveness_unclear'],
    [],
  ],
  [{ liveness: 'live', device: 'new' }, 'flag', 'accepted', [], ['new_device']],
  [{ liveness: 'unseen', place: 'outside', placeMode: 'require', face: null }, 'reject', 'outside_place', [], []],

  // Colours of the screen, declined where the policy expects them.
  [{ liveness: 'live', lacksFlashes: true }, 'review', 'sent_to_review', ['flashes_declined'], []],
  [
    { liveness: 'inconclusive', lacksFlashes: true },
    'review',
    'sent_to_review',
    ['liveness_unclear', 'flashes_declined'],
    [],
  ],
  [{ liveness: 'liveness_turn_further', lacksFlashes: true }, 'reject', 'liveness_turn_further', [], []],
  [{ ...byCode, lacksFlashes: true }, 'accept', 'accepted', [], []],

  // Come late.
  [{ isLate: true }, 'review', 'sent_to_review', ['arrived_late'], []],
  [{ isLate: true, face: 'uncertain' }, 'review', 'sent_to_review', ['arrived_late', 'match_uncertain'], []],
  [{ isLate: true, face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
  [{ isLate: true, place: 'outside', placeMode: 'require' }, 'reject', 'outside_place', [], []],

  // The device.
  [{ device: 'first' }, 'accept', 'accepted', [], []],
  [{ device: 'new' }, 'flag', 'accepted', [], ['new_device']],
  [{ device: 'none' }, 'flag', 'accepted', [], ['no_device']],
  [{ isDeviceShared: true }, 'flag', 'accepted', [], ['shared_device']],
  [{ device: 'first', isDeviceShared: true }, 'flag', 'accepted', [], ['shared_device']],
  [{ ...byCode, device: 'new', isDeviceShared: true }, 'flag', 'accepted', [], ['new_device', 'shared_device']],
  [{ device: 'new', face: 'uncertain' }, 'review', 'sent_to_review', ['match_uncertain'], ['new_device']],
  [{ device: 'new', face: 'mismatch' }, 'reject', 'face_mismatch', [], []],
];

for (const [patch, decision, code, reasons, flags] of table) {
  test(`${JSON.stringify(patch)} → ${decision} ${code}`, () => {
    assert.deepEqual(decideCheckIn(facts(patch)), { decision, code, reasons, flags });
  });
}

const faces = [
  'match',
  'uncertain',
  'mismatch',
  'face_not_found',
  'several_faces',
  'face_quality',
  'frames_inconsistent',
] as const;
const movements = ['off', 'live', 'inconclusive', 'liveness_turn_further', 'liveness_out_of_time'] as const;
const anyFacts: fc.Arbitrary<CheckInFacts> = fc
  .record({
    isByCode: fc.boolean(),
    face: fc.constantFrom(...faces),
    leavesFaceOut: fc.boolean(),
    liveness: fc.constantFrom(...movements),
    lacksFlashes: fc.boolean(),
    code: fc.constantFrom('valid', 'valid', 'stale', 'used', 'wrong', 'missing'),
    codeMode: fc.constantFrom('off', 'alternative', 'also'),
    mayBePassedOn: fc.boolean(),
    place: fc.constantFrom('strong', 'weak', 'outside', 'none', 'unset'),
    placeMode: fc.constantFrom('off', 'advise', 'require'),
    device: fc.constantFrom('known', 'first', 'new', 'none'),
    isDeviceShared: fc.boolean(),
    isLate: fc.boolean(),
    contradictsTeacher: fc.boolean(),
  } as const)
  .map((given) => (given.isByCode ? { ...given, face: null } : { ...given, leavesFaceOut: false }));
const rank = { reject: 0, review: 1, flag: 2, accept: 3 } as const;

test('nobody is accepted without a matching face or a valid code, and a doubt always has its reason', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const { decision, reasons, flags } = decideCheckIn(given);
      if (decision === 'accept' || decision === 'flag') {
        if (given.isByCode) assert.deepEqual([given.code, given.leavesFaceOut], ['valid', false]);
        else assert.equal(given.face, 'match');
        if (!given.isByCode) assert.ok(['off', 'live'].includes(given.liveness));
        if (given.codeMode === 'also') assert.equal(given.code, 'valid');
        assert.equal(given.isLate, false);
      }
      if (decision === 'accept') assert.deepEqual([reasons, flags], [[], []]);
      assert.equal(reasons.length > 0, decision === 'review');
      if (decision === 'flag') assert.ok(flags.length > 0);
    }),
  );
});

/** For each kind of evidence, what is one step worse; absent: nothing is. */
const worse: { [K in keyof CheckInFacts]?: Partial<Record<string, CheckInFacts[K]>> } = {
  face: {
    match: 'uncertain',
    uncertain: 'mismatch',
    mismatch: 'face_not_found',
    face_not_found: 'several_faces',
    several_faces: 'face_quality',
    face_quality: 'frames_inconsistent',
  },
  liveness: {
    off: 'inconclusive',
    live: 'inconclusive',
    inconclusive: 'liveness_turn_further',
    liveness_turn_further: 'liveness_out_of_time',
  },
  code: { valid: 'stale', stale: 'used', used: 'wrong', wrong: 'missing' },
  place: { strong: 'weak', weak: 'none', none: 'outside' },
  device: { known: 'new', first: 'new', new: 'none' },
  leavesFaceOut: { false: true },
  mayBePassedOn: { false: true },
  isDeviceShared: { false: true },
  isLate: { false: true },
  contradictsTeacher: { false: true },
};
const kinds = Object.keys(worse) as (keyof CheckInFacts)[];

test('worse evidence never decides better', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyFacts, fc.subarray(kinds, { minLength: 1 }), (given, kindsMadeWorse) => {
      const changed: Record<string, unknown> = { ...given };
      for (const kind of kindsMadeWorse) {
        // Whoever comes by face leaves none out.
        if (kind === 'leavesFaceOut' && !given.isByCode) continue;
        const next = worse[kind]?.[String(given[kind])];
        if (next !== undefined) changed[kind] = next;
      }
      const [before, after] = [decideCheckIn(given), decideCheckIn(changed as unknown as CheckInFacts)];
      assert.ok(rank[after.decision] <= rank[before.decision], `${JSON.stringify(changed)}: ${after.decision}`);
      for (const flag of before.flags)
        if (after.decision !== 'reject' && flag !== 'place_uncertain' && flag !== 'new_device')
          assert.ok(after.flags.includes(flag), `${flag} is lost`);
      compared += 1;
    }),
    { numRuns: 2000 },
  );
  assert.equal(compared, 2000);
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
