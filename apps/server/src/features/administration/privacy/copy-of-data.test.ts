import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { addViewer, NOW } from '../../attendance/testing.ts';
import { provideTestService } from '../../biometrics/testing.ts';
import { addEnrolled } from '../../biometrics/testing-templates.ts';
import { copyOfData } from './copy-of-data.ts';

/** The files of a ZIP as it is written here, one after the other. */
const filesIn = (zip: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [method, packed] = [zip.readUInt16LE(at + 8), zip.readUInt32LE(at + 18)];
    const [name, extra] = [zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const from = at + 30 + name + extra;
    const bytes = zip.subarray(from, from + packed);
    files.set(zip.toString('utf8', at + 30, at + 30 + name), method === 8 ? inflateRawSync(bytes) : bytes);
    at = from + packed;
  }
  return files;
};

eachDatabase((open) => {
  const copyFor = async (name: string) => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolled(db, vault, { name, place: 0.5 });
    await addViewer(db, 'student', 'Somebody Else');
    await db.updateTable('person').set({ passwordHash: 'secret-hash' }).where('id', '=', personId).execute();
    const documents = new Map([['document-1.pdf', Buffer.from('%PDF')]]);
    return { db, personId, files: filesIn(await copyOfData(db, { personId, documents, now: NOW })) };
  };

  test('a copy holds what is held, says what it withholds and why, and nothing of anybody else', async () => {
    const { db, personId, files } = await copyFor('Asha Rao');
    const data = JSON.parse(String(files.get('data.json'))) as {
      data: { kind: string; withheld?: { fields: string[]; why: string }; rows: Record<string, unknown>[] }[];
    };
    const kinds = data.data.map(({ kind }) => kind);
    for (const kind of ['Account', 'Face template', 'Consent to face recognition'])
      assert.ok(kinds.includes(kind), kind);
    const template = data.data.find(({ kind }) => kind === 'Face template');
    assert.equal(template?.rows.length, 1);
    assert.deepEqual(template?.withheld?.fields, ['sealed']);
    assert.match(template?.withheld?.why ?? '', /likeness/);
    assert.equal('sealed' in (template?.rows[0] ?? {}), false);
    const all = [...files.values()].map(String).join('\n');
    assert.equal(all.includes('secret-hash'), false);
    assert.equal(all.includes('Somebody Else'), false);
    const { sealed } = await db
      .selectFrom('template')
      .select('sealed')
      .where('personId', '=', personId)
      .executeTakeFirstOrThrow();
    for (const file of files.values()) assert.equal(file.includes(Buffer.from(sealed).subarray(0, 12)), false);
    assert.equal(String(files.get('documents/document-1.pdf')), '%PDF');
    assert.ok(String(files.get('index.html')).includes('Asha Rao'));
  });

  test('no cell is a live formula, and no name is markup', async () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)']) {
      const { files } = await copyFor(name);
      assert.ok(String(files.get('tables/person.csv')).includes(`'${name}`), name);
    }
    const { files } = await copyFor('<img src=x onerror=alert(1)>');
    assert.equal(String(files.get('index.html')).includes('<img'), false);
  });
});
