import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { signingKeyFor } from '../../../platform/crypto/index.ts';
import { type Db, migrate, openDatabase } from '../../../platform/db/index.ts';
import { ensureInstitution } from '../../accounts/testing.ts';
import { addViewer } from '../../attendance/testing.ts';
import { eraseTemplate, wipeJournal, withdrawConsent } from '../../biometrics/index.ts';
import { NOW, provideTestService } from '../../biometrics/testing.ts';
import { addEnrolled, keepTemplateAt } from '../../biometrics/testing-templates.ts';
import { erasePerson } from './erase-person.ts';
import { LEDGER_FILE, openLedgerFile, readLedger } from './ledger-file.ts';

const key = signingKeyFor(randomBytes(32), 'test');
const LATER = NOW + 60_000;

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-restore-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const opened = async (path: string): Promise<Db> => {
  const db = await openDatabase(`sqlite:${path}`);
  await migrate(db);
  return db;
};

const ledgerOf = (db: Db, folder: string) => {
  const replays: number[] = [];
  return openLedgerFile(db, { dataDir: folder, onReplayed: (count) => replays.push(count) }).then((ledger) => ({
    ledger,
    replays,
  }));
};

const templatesOf = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('template').select('personId').orderBy('personId').execute()).map(({ personId }) => personId);

test('an older copy that is put back has no template of anybody who was erased since, and no name of who was', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'college.sqlite');
    const db = await opened(path);
    await ensureInstitution(db, NOW);
    const vault = provideTestService(db);
    const { ledger } = await ledgerOf(db, folder);
    const names = ['withdrawn', 'erased', 'left', 'came back', 'stays'];
    const ids: string[] = [];
    for (const name of names) ids.push(await addEnrolled(db, vault, { name, place: ids.length }));
    const [withdrawn, erased, left, back, stays] = ids as [string, string, string, string, string];
    const { personId: actorId } = await addViewer(db, 'admin', 'Admin');
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
    await copyFile(path, join(folder, 'backup.sqlite'));

    await withdrawConsent(db, { personId: withdrawn, actorId: withdrawn, now: LATER });
    await eraseTemplate(db, { personId: erased, actorId, now: LATER });
    await erasePerson(db, { personId: left, actorId, key, now: LATER });
    await withdrawConsent(db, { personId: back, actorId: back, now: LATER });
    await ledger.writeDown(LATER);
    await db.destroy();

    const restored = await opened(join(folder, 'backup.sqlite'));
    assert.equal((await templatesOf(restored)).length, 5, 'the copy is older');
    const { replays } = await ledgerOf(restored, folder);
    assert.deepEqual(replays, [4]);
    assert.deepEqual(await templatesOf(restored), [stays]);
    assert.deepEqual(
      (await restored.selectFrom('dataKey').select('personId').execute()).map(({ personId }) => personId),
      [stays],
    );
    const { name } = await restored
      .selectFrom('person')
      .select('name')
      .where('id', '=', left)
      .executeTakeFirstOrThrow();
    assert.equal(name, 'Erased person');
    const live = await restored.selectFrom('consent').select('personId').where('liveId', 'is not', null).execute();
    assert.deepEqual(live.map(({ personId }) => personId).sort(), [erased, stays].sort());

    assert.deepEqual((await ledgerOf(restored, folder)).replays, [], 'done twice, nothing changes');
    await keepTemplateAt(restored, provideTestService(restored), { personId: stays, place: 9 });
    await restored.destroy();
  }));

test('a template that was made after the erasure is another one, and stays', () =>
  inFolder(async (folder) => {
    const db = await opened(join(folder, 'college.sqlite'));
    const vault = provideTestService(db);
    const personId = await addEnrolled(db, vault, { name: 'Asha', place: 0 });
    const line = { id: 'x', kind: 'template', personId, at: NOW - 1 };
    await writeFile(join(folder, LEDGER_FILE), `${JSON.stringify(line)}\n`);
    await ledgerOf(db, folder);
    assert.deepEqual(await templatesOf(db), [personId]);
    await db.destroy();
  }));

test('a line that was cut off is written again; one that says something else stops the start', () =>
  inFolder(async (folder) => {
    const path = join(folder, LEDGER_FILE);
    const db = await opened(join(folder, 'college.sqlite'));
    const vault = provideTestService(db);
    const personId = await addEnrolled(db, vault, { name: 'Asha', place: 0 });
    const { ledger } = await ledgerOf(db, folder);
    await eraseTemplate(db, { personId, actorId: personId, now: LATER });
    await appendFile(path, '{"id":"cut o');
    await ledger.writeDown(LATER);
    assert.deepEqual(
      (await readLedger(path)).map((line) => line.personId),
      [personId],
    );
    await appendFile(path, 'nonsense\n');
    await assert.rejects(ledgerOf(db, folder), /erasures\.jsonl:2 is no erasure/);
    await db.destroy();
  }));

test('after a withdrawal a scan of every file of the database finds neither the sealed template nor its key', () =>
  inFolder(async (folder) => {
    const db = await opened(join(folder, 'college.sqlite'));
    await ensureInstitution(db, NOW);
    const vault = provideTestService(db);
    const ids: string[] = [];
    for (let at = 0; at < 40; at += 1) ids.push(await addEnrolled(db, vault, { name: `Student ${at}`, place: at }));
    const secrets = await Promise.all(ids.slice(0, 20).map((id) => bytesOf(db, id)));
    assert.ok((await filesWith(folder, secrets.flat())) > 0, 'the scan finds what is there');
    for (const personId of ids.slice(0, 10)) await withdrawConsent(db, { personId, actorId: personId, now: LATER });
    const { personId: actorId } = await addViewer(db, 'admin', 'Admin');
    for (const personId of ids.slice(10, 20)) await erasePerson(db, { personId, actorId, key, now: LATER });
    assert.equal(await wipeJournal(db), true);
    assert.equal(await filesWith(folder, secrets.flat()), 0);
    assert.ok((await filesWith(folder, await bytesOf(db, ids[30] ?? ''))) > 0, 'and still finds those that stay');
    await db.destroy();
  }));

const bytesOf = async (db: Db, personId: string): Promise<Buffer[]> => {
  const { sealed } = await db
    .selectFrom('template')
    .select('sealed')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  const { wrapped } = await db
    .selectFrom('dataKey')
    .select('wrapped')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  // Parts of it too: a page may be cut anywhere.
  return [sealed, wrapped].flatMap((bytes) => [Buffer.from(bytes).subarray(0, 16), Buffer.from(bytes).subarray(-16)]);
};

/** How many of these are somewhere in a file. */
const filesWith = async (folder: string, secrets: readonly Buffer[]): Promise<number> => {
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  return secrets.filter((secret) => files.some((file) => file.includes(secret))).length;
};
