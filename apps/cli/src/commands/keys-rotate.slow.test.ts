import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKeyring, newDataKey } from '@smart-presence/server/platform/crypto/index.ts';
import { type Db, migrate, newId, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { inTemporaryFolder, runCli } from '../testing.ts';

const key = () => randomBytes(32).toString('base64');

/** A document of a request as the server keeps it, as far as its key. */
const addDocument = async (db: Db, kek: Buffer): Promise<void> => {
  const [personId, requestId, id] = [newId(), newId(), newId()];
  const person = { name: 'Asha', email: null, role: 'student' as const, passwordHash: null, lastSignInAt: null };
  await db
    .insertInto('person')
    .values({ ...person, id: personId, createdAt: 1, updatedAt: 1 })
    .execute();
  const never = { secondReadingBy: null, secondAskedAt: null, secondStatement: null, settledAt: null };
  const noAppeal = { sessionId: null, markId: null, wanted: null };
  await db
    .insertInto('studentRequest')
    .values({
      ...never,
      ...noAppeal,
      ...{ id: requestId, kind: 'leave', studentId: personId, sectionId: null, state: 'open', verdict: null },
      ...{ statement: 'ill', askedAt: 1, answerBy: 2, leaveKind: 'medical' },
      ...{ firstDay: '2026-08-03', lastDay: '2026-08-03' },
    })
    .execute();
  const wrapped = createKeyring({ kek }).wrap(['request-document', id], newDataKey());
  const document = { id, requestId, type: 'application/pdf', bytes: 1, addedAt: 1, erasedAt: null };
  await db
    .insertInto('requestDocument')
    .values({ ...document, ...wrapped, sealed: randomBytes(40) })
    .execute();
};

test('keys rotate says what is wrong, and when the old key may go', () =>
  inTemporaryFolder(async (folder) => {
    const DATABASE_URL = `sqlite:${join(folder, 'college.sqlite')}`;
    const env = { DATA_DIR: folder, DATABASE_URL, SMART_PRESENCE_KEK: key(), SMART_PRESENCE_OTHER_KEK: '' };
    const rotate = (settings: object = {}) => runCli({ args: ['keys', 'rotate'], env: { ...env, ...settings } });
    const early = await rotate({ SMART_PRESENCE_OTHER_KEK: key() });
    assert.deepEqual([early.code, early.stdout], [1, '']);
    assert.match(early.stderr, /Start the server once/);
    const db = await openDatabase(DATABASE_URL);
    await migrate(db);
    const former = randomBytes(32);
    await addDocument(db, former);
    await db.destroy();
    const without = await rotate();
    assert.equal(without.code, 1);
    assert.match(without.stderr, /SMART_PRESENCE_OTHER_KEK/);
    const third = await rotate({ SMART_PRESENCE_OTHER_KEK: key() });
    assert.equal(third.code, 1, 'a document is still under another key');
    const done = await rotate({ SMART_PRESENCE_OTHER_KEK: former.toString('base64') });
    assert.equal(done.code, 0, done.stderr);
    assert.match(
      done.stdout,
      /0 keys of enrolled faces.*\n1 keys of documents and pictures are, too\.\nThe old key opens nothing any more/,
    );
  }));
