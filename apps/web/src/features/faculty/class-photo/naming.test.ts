import assert from 'node:assert/strict';
import test from 'node:test';
import type { Proposal } from '@smart-presence/contract';
import fc from 'fast-check';
import {
  confirmed,
  type Naming,
  nothingSaid,
  peopleFound,
  personAt,
  say,
  stateAt,
  toReview,
  type Word,
} from './naming.ts';

type Face = Proposal['faces'][number];
const face = (photo: number, verdict: Face['verdict'], ...ids: string[]): Face => ({
  photo,
  box: [0, 0, 10, 10],
  verdict,
  candidates: ids.map((id) => ({ student: { id, name: id, usn: null }, closeness: 0.5 })),
});
const proposal: Proposal = {
  id: 'p',
  sessionId: 's',
  createdAt: 0,
  photos: [
    { width: 100, height: 100, faces: 4 },
    { width: 100, height: 100, faces: 2 },
  ],
  faces: [
    face(0, 'matched', 'a'),
    face(0, 'matched', 'b'),
    face(0, 'unsure', 'c', 'd'),
    face(0, 'unknown'),
    face(1, 'matched', 'a'),
    face(1, 'unsure', 'c'),
  ],
  withoutTemplate: [],
};
const is = (id: string): Word => ({ is: 'student', id });

test('as proposed: the matched are confirmed, the unsure wait, photos merge', () => {
  assert.deepEqual(toReview(proposal, nothingSaid), [2, 5]);
  assert.deepEqual(
    [...peopleFound(proposal, nothingSaid)],
    [
      ['a', [0, 4]],
      ['b', [1]],
    ],
  );
});

test('naming somebody who is at another face of that photo moves them', () => {
  const naming = say(proposal, nothingSaid, { face: 3, word: is('a') });
  assert.equal(personAt(proposal, naming, 0), null);
  assert.equal(personAt(proposal, naming, 3), 'a');
  assert.equal(personAt(proposal, naming, 4), 'a', 'the other photo is as it was');
  assert.equal(stateAt(proposal, naming, 0), 'unsure', 'the face they were taken from is to be looked at');
});

test('nobody of the roster is a decision: the face no longer waits', () => {
  const naming = say(proposal, nothingSaid, { face: 2, word: { is: 'nobody' } });
  assert.equal(stateAt(proposal, naming, 2), 'unknown');
  assert.deepEqual(toReview(proposal, naming), [5]);
});

test('whatever is said, no student is confirmed twice in one photo', () => {
  const word = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'd').map(is),
    fc.constant<Word>({ is: 'nobody' }),
    fc.constant<Word>({ is: 'open' }),
  );
  const said = fc.record({ face: fc.nat(proposal.faces.length - 1), word });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (words) => {
      const naming = words.reduce<Naming>((now, next) => say(proposal, now, next), nothingSaid);
      const places = confirmed(proposal, naming).map(
        ({ face, studentId }) => `${proposal.faces[face]?.photo} ${studentId}`,
      );
      assert.equal(new Set(places).size, places.length);
    }),
  );
});
