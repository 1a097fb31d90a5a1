import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Proposal } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { AppError } from '../../platform/http/index.ts';
import type { IdentifiedFace } from '../biometrics/index.ts';
import { confirmProposal } from './confirm-proposal.ts';
import { openSession } from './open-session.ts';
import { proposeFromPhotos } from './propose-from-photos.ts';
import { reviewsOf } from './reviews.store.ts';
import { addClass, addViewer, allMarks, checkInAs, eventTypes, NOW, refuses } from './testing.ts';

const CANARY = Buffer.from('a picture nobody may keep');

/** Two photos: the first shows students 0 and 1 (unsure) and a stranger, the second student 0 again. */
const photographed = async (db: Db) => {
  const group = await addClass(db, { students: 4 });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const ids = group.students.map((student) => student.personId) as [string, string, string, string];
  const face = (
    photo: number,
    verdict: IdentifiedFace['verdict'],
    ...candidates: [string, number][]
  ): IdentifiedFace => ({
    photo,
    box: [10, 10, 80, 80],
    verdict,
    candidates: candidates.map(([studentId, distance]) => ({ studentId, distance })),
    margin: null,
  });
  let asked: readonly string[] = [];
  const proposal = await proposeFromPhotos({
    db,
    identify: async ({ studentIds }) => {
      asked = studentIds;
      return {
        photos: [
          { width: 1600, height: 1200, faces: 3 },
          { width: 1600, height: 1200, faces: 1 },
        ],
        faces: [
          face(0, 'matched', [ids[0], 0.38]),
          face(0, 'unsure', [ids[1], 0.53], [ids[2], 0.56]),
          face(0, 'unknown'),
          face(1, 'matched', [ids[0], 0.41]),
        ],
        withoutTemplate: [ids[3]],
        model: 'test',
      };
    },
    request: { sessionId, viewer: group.teacher, photos: [CANARY, CANARY], now: NOW + 60_000 },
  });
  const confirm = (faces: { face: number; studentId: string }[], viewer = group.teacher) =>
    confirmProposal(db, { sessionId, proposalId: proposal.id, viewer, faces, now: NOW + 90_000 });
  return { ...group, sessionId, ids, proposal, asked, confirm };
};

eachDatabase((open) => {
  test('a proposal looks for the roster alone, records nothing and keeps no picture', async () => {
    const db = await open();
    const { proposal, asked, ids, sessionId } = await photographed(db);
    Proposal.parse(proposal);
    assert.deepEqual([...asked].sort(), [...ids].sort());
    assert.deepEqual(
      proposal.faces.map((face) => face.verdict),
      ['matched', 'unsure', 'unknown', 'matched'],
    );
    assert.deepEqual(
      proposal.faces[1]?.candidates.map((c) => c.closeness),
      [0.47, 0.44],
    );
    assert.deepEqual(
      proposal.withoutTemplate.map((student) => student.id),
      [ids[3]],
    );
    assert.deepEqual(await allMarks(db, sessionId), []);
    const stored = await db.selectFrom('classPhoto').selectAll().executeTakeFirstOrThrow();
    assert.ok(!JSON.stringify(stored).includes(CANARY.toString()));
    assert.ok(!JSON.stringify(stored).includes(CANARY.toString('base64')));
  });

  test('confirmed people are present at the time of the photo, each once', async () => {
    const db = await open();
    const { ids, sessionId, confirm, teacher } = await photographed(db);
    const result = await confirm([
      { face: 0, studentId: ids[0] },
      { face: 1, studentId: ids[2] },
      { face: 2, studentId: ids[3] },
      { face: 3, studentId: ids[0] },
    ]);
    assert.deepEqual([result.recorded, result.already], [3, 0]);
    assert.deepEqual(result.session.counts, { roster: 4, marked: 3, attended: 3, review: 0 });
    const marks = new Map((await allMarks(db, sessionId)).map((mark) => [mark.studentId, mark]));
    const first = marks.get(ids[0]);
    assert.deepEqual(
      [first?.code, first?.method, first?.at, first?.actorId],
      ['P', 'class-photo', NOW + 60_000, teacher.personId],
    );
    const evidenceOf = (id: string) => JSON.parse(marks.get(id)?.evidence ?? '{}');
    assert.deepEqual([evidenceOf(ids[0]).distance, evidenceOf(ids[0]).chosenBy], [0.38, 'match']);
    assert.deepEqual([evidenceOf(ids[2]).distance, evidenceOf(ids[2]).chosenBy], [null, 'teacher']);
    assert.deepEqual((await eventTypes(db, sessionId)).slice(1), ['mark.recorded', 'mark.recorded', 'mark.recorded']);
  });

  test('confirming twice, also at once, records once', async () => {
    const db = await open();
    const { ids, sessionId, confirm } = await photographed(db);
    const faces = [{ face: 0, studentId: ids[0] }];
    const results = await Promise.allSettled([confirm(faces), confirm(faces)]);
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    await assert.rejects(confirm(faces), refuses('proposal_settled'));
    assert.equal((await allMarks(db, sessionId)).length, 1);
  });

  test('who is present already is counted, who was waiting for review is settled', async () => {
    const db = await open();
    const { ids, students, sessionId, confirm } = await photographed(db);
    await checkInAs(db, { sessionId, student: students[0]!, begunAt: NOW + 1000 });
    await checkInAs(db, { sessionId, student: students[1]!, begunAt: NOW + 1000, kind: 'uncertain' });
    const result = await confirm([
      { face: 0, studentId: ids[0] },
      { face: 1, studentId: ids[1] },
    ]);
    assert.deepEqual([result.recorded, result.already], [1, 1]);
    assert.deepEqual(
      (await reviewsOf(db, sessionId)).map((review) => review.state),
      ['approved'],
    );
  });

  test('what cannot be is refused whole: unknown faces, strangers, one person twice in a photo', async () => {
    const db = await open();
    const { ids, sessionId, confirm, teacher, proposal } = await photographed(db);
    const stranger = await addViewer(db, 'student', 'Stranger');
    const cases: [{ face: number; studentId: string }[], string][] = [
      [[{ face: 9, studentId: ids[0] }], 'body.faces.0.face'],
      [[{ face: 0, studentId: stranger.personId }], 'body.faces.0.studentId'],
      [
        [
          { face: 0, studentId: ids[0] },
          { face: 0, studentId: ids[1] },
        ],
        'body.faces.1.face',
      ],
      [
        [
          { face: 0, studentId: ids[0] },
          { face: 1, studentId: ids[0] },
        ],
        'body.faces.1.studentId',
      ],
    ];
    for (const [faces, path] of cases)
      await assert.rejects(confirm(faces), (error) => {
        assert.deepEqual(
          (error as AppError).extra.details?.map((detail) => detail.path),
          [path],
        );
        return refuses('invalid_request')(error);
      });
    assert.deepEqual(await allMarks(db, sessionId), []);

    const foreign = await addViewer(db, 'faculty', 'Foreign');
    await assert.rejects(confirm([{ face: 0, studentId: ids[0] }], foreign), refuses('not_found'));
    const other = await photographed(db);
    const crossed = { sessionId: other.sessionId, proposalId: proposal.id, viewer: other.teacher, faces: [], now: NOW };
    await assert.rejects(confirmProposal(db, crossed), refuses('not_found'), 'the proposal of another session');
    assert.equal((await confirm([], teacher)).recorded, 0);
  });
});
