import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { StudentRequest } from '@smart-presence/contract';
import { createKeyring, SealError } from '../../../platform/crypto/index.ts';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { inCollege, pdf, send } from '../testing.ts';
import {
  documentKeys,
  eraseOldDocuments,
  findDocument,
  keepDocument,
  openSealed,
  type SealedDocument,
} from './documents.store.ts';

const open1 = async (db: Db, id: string) => (await findDocument(db, id)) as SealedDocument;

eachDatabase((open) => {
  test('only those who decide open it; each opening is written down; it comes as a file that can run nothing', () =>
    inCollege(open, async ({ app, ask, people, get }) => {
      const bytes = pdf();
      const { id, documents } = await ask(people.student, {}, [bytes]);
      const url = `/api/request-documents/${documents[0]?.id}/open`;
      const refusedTo = [people.student, people.other, people.stranger];
      for (const who of refusedTo) assert.ok(((await send(app, who, { url })).status ?? 0) >= 403, who.person.name);
      const opened = await send(app, people.teacher, { url });
      assert.equal(opened.status, 200);
      assert.deepEqual(opened.bytes, bytes);
      assert.equal(opened.headers['content-type'], 'application/pdf');
      assert.match(String(opened.headers['content-disposition']), /^attachment; filename="document-[\w-]+\.pdf"$/);
      assert.equal(opened.headers['content-security-policy'], "sandbox; default-src 'none'");
      assert.equal(opened.headers['x-content-type-options'], 'nosniff');
      assert.equal(opened.headers['cache-control'], 'no-store');
      app.clock.now += 1000;
      await send(app, people.admin, { url });
      const seen = await get<StudentRequest>(people.teacher, `/api/requests/${id}`);
      assert.deepEqual(
        seen.documents[0]?.openings.map(({ by }) => by.id),
        [people.teacher.person.id, people.admin.person.id],
      );
    }));

  test('of another kind, too many or too large they are refused, and nothing is kept', () =>
    inCollege(open, async ({ db, ask, people }) => {
      const code = (asked: unknown) => (asked as { error?: { code: string } }).error?.code;
      const html = Buffer.from(`<html>${'x'.repeat(100)}</html>`);
      assert.equal(code(await ask(people.student, {}, [pdf(), html])), 'document_type_unsupported');
      assert.equal(code(await ask(people.student, {}, [pdf(), pdf(), pdf(), pdf()])), 'payload_too_large');
      const large = Buffer.concat([pdf(), Buffer.alloc(5_000_001)]);
      assert.equal(code(await ask(people.student, {}, [large])), 'payload_too_large');
      assert.equal((await db.selectFrom('studentRequest').select('id').execute()).length, 0);
      assert.equal((await db.selectFrom('requestDocument').select('id').execute()).length, 0);
    }));

  test('the table holds nothing of what it says; altered, moved or under another key it does not open', () =>
    inCollege(open, async ({ db, ask, people, app }) => {
      const canary = 'a very recognisable diagnosis';
      const first = await ask(people.student, {}, [pdf(canary)]);
      const second = await ask(people.other, {}, [pdf('another')]);
      const rows = await db.selectFrom('requestDocument').selectAll().execute();
      for (const { sealed } of rows) assert.equal(Buffer.from(sealed ?? []).includes(canary), false);
      const keyring = createKeyring({ kek: app.platform.secrets.kek });
      const [one, two] = [
        await open1(db, first.documents[0]?.id ?? ''),
        await open1(db, second.documents[0]?.id ?? ''),
      ];
      assert.ok(openSealed(keyring, one).includes(canary));
      const flipped = Buffer.from(one.sealed);
      flipped[40] = (flipped[40] ?? 0) ^ 1;
      for (const altered of [
        { ...one, sealed: flipped },
        { ...one, sealed: two.sealed },
        { ...one, sealed: two.sealed, wrapped: two.wrapped },
        { ...one, type: 'image/png' },
        { ...one, requestId: two.requestId },
        { ...one, id: two.id },
      ])
        assert.throws(() => openSealed(keyring, altered), SealError);
      assert.throws(() => openSealed(createKeyring({ kek: randomBytes(32) }), one), SealError);
    }));

  test('a rotation brings every key under the new one; what is under a third stays and is counted', async () => {
    const db = await open();
    const [from, to] = [randomBytes(32), randomBytes(32)];
    const keep = async (kek: Buffer, times: number) => {
      const studentId = newId();
      const person = { name: 'S', email: null, role: 'student' as const, passwordHash: null, lastSignInAt: null };
      await db
        .insertInto('person')
        .values({ ...person, id: studentId, createdAt: 1, updatedAt: 1 })
        .execute();
      const id = newId();
      await db
        .insertInto('studentRequest')
        .values({
          ...{ id, kind: 'leave', studentId, sectionId: null, state: 'open', verdict: null, statement: 'x' },
          ...{ askedAt: 1, answerBy: 1, secondReadingBy: null, secondAskedAt: null, secondStatement: null },
          ...{ settledAt: null, leaveKind: 'medical', firstDay: '2026-08-03', lastDay: '2026-08-03' },
          ...{ sessionId: null, markId: null, wanted: null },
        } as never)
        .execute();
      await transact(db, async (trx) => {
        for (let n = 0; n < times; n += 1)
          await keepDocument(trx, createKeyring({ kek }), {
            requestId: id,
            type: 'application/pdf',
            bytes: pdf(),
            now: 1,
          });
      });
    };
    await keep(from, 450);
    await keep(randomBytes(32), 1);
    assert.equal(await documentKeys.countNotUnder(db, to), 451);
    assert.equal(await documentKeys.rewrap(db, { from, to }), 450);
    assert.equal(await documentKeys.countNotUnder(db, to), 1);
    assert.equal(await documentKeys.rewrap(db, { from, to }), 0);
    const keyring = createKeyring({ kek: to });
    const rows = await db.selectFrom('requestDocument').selectAll().where('kekId', '=', keyring.kekId).execute();
    for (const row of rows) assert.ok(openSealed(keyring, row as SealedDocument).includes('certificate'));
  });

  test('documents of what was answered long ago are erased; those that are still read stay', () =>
    inCollege(open, async ({ db, app, ask, answer, people }) => {
      const waiting = await ask(people.student, {}, [pdf()]);
      const answered = await ask(people.student, {}, [pdf()]);
      await answer(people.teacher, answered.id, { verdict: 'refused' });
      const { now } = app.clock;
      assert.equal(await eraseOldDocuments(db, { before: now, now }), 0);
      assert.equal(await eraseOldDocuments(db, { before: now + 1, now: now + 1 }), 1);
      assert.ok((await open1(db, waiting.documents[0]?.id ?? '')).sealed);
      const url = `/api/request-documents/${answered.documents[0]?.id}/open`;
      assert.equal((await send(app, people.teacher, { url })).code, 'document_gone');
    }));
});
