import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorReply } from '@smart-presence/contract';
import { type Db, openDatabase, transact } from '../../platform/db/index.ts';
import { eachDatabase, testDatabases } from '../../platform/db/testing.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { rotateKeysAtServer } from './rotate-keys.ts';
import { provideTestService } from './testing.ts';
import { createVault, kekIdOf } from './vault/index.ts';
import { addPeople, canary, keep, readBack } from './vault/testing.ts';

/** The work of the command in a process of its own, to be killed. */
const PROGRAM = `
import { rotateKeysAtServer } from ${JSON.stringify(new URL('./rotate-keys.ts', import.meta.url).href)};
console.log(JSON.stringify(await rotateKeysAtServer(process.env, () => {})));
`;
const PEOPLE = 1200;

const from = randomBytes(32);
const to = randomBytes(32);
const text = (key: Buffer) => key.toString('base64');

const under = async (db: Db, kek: Buffer): Promise<number> =>
  (await db.selectFrom('dataKey').select('personId').where('kekId', '=', kekIdOf(kek)).execute()).length;

eachDatabase((_open, engine) => {
  /** A database with enrolled faces that other processes reach, and the settings of a rotation. */
  const college = async (t: TestContext, people: number) => {
    const databases = testDatabases(engine);
    const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-keys-'));
    const url = await databases.create();
    const db = await openDatabase(url);
    t.after(async () => {
      await db.destroy();
      await databases.close();
      await rm(dataDir, { recursive: true, force: true });
    });
    const vault = createVault({ kek: from, alsoOpens: [to] });
    const added = await addPeople(db, people);
    await transact(db, async (trx) => {
      for (const [at, person] of added.entries()) await keep(trx, vault, { ...person, values: canary(at) });
    });
    const env = { DATA_DIR: dataDir, DATABASE_URL: url, LOG_LEVEL: 'silent' };
    const both = { ...env, SMART_PRESENCE_KEK: text(to), SMART_PRESENCE_OTHER_KEK: text(from) };
    return { db, env, both, ids: added.map(({ personId }) => personId) };
  };

  test('killed half-way leaves every face readable, and goes on where it stopped', async (t) => {
    const { db, both, ids } = await college(t, PEOPLE);
    const options = ['--input-type=module', '--eval', PROGRAM];
    const rotate = () => spawn(process.execPath, options, { env: { ...process.env, ...both } });
    const ended = (child: ReturnType<typeof rotate>) =>
      new Promise<{ code: number | null; said: string }>((resolve, reject) => {
        let said = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
        child.on('error', reject).on('close', (code) => resolve({ code, said }));
      });
    const killed = rotate();
    const end = ended(killed);
    while ((await under(db, to)) === 0 && killed.exitCode === null) await wait(1);
    killed.kill('SIGKILL');
    await end;
    const half = await under(db, to);
    assert.ok(half > 0 && half < PEOPLE, `${half} of ${PEOPLE} when it was killed`);
    const server = createVault({ kek: to, alsoOpens: [from] });
    assert.equal((await readBack(db, server, ids)).values.size, PEOPLE, 'a server with both keys reads them all');
    const { code, said } = await ended(rotate());
    assert.equal(code, 0, said);
    assert.deepEqual(JSON.parse(said), { rewrapped: PEOPLE - half, left: 0 });
    assert.equal(await under(db, from), 0);
    const { values } = await readBack(db, createVault({ kek: to }), ids);
    assert.deepEqual(values.get(ids[7] ?? ''), [...canary(7)], 'the new key alone opens them');
  });

  test('a server that is given both keys is ready before the first face is under the new one', async (t) => {
    const { db, both } = await college(t, 2);
    const lacksKeys = async (env: Record<string, string>) => {
      const app = await createTestApp({ db: await openDatabase(both.DATABASE_URL), env });
      provideTestService(app.platform.db);
      t.after(app.close);
      const reply = await app.http.inject({ url: '/ready' });
      if (reply.statusCode === 200) return false;
      return reply.json<ErrorReply>().error.details?.some(({ path }) => path === 'templates');
    };
    const { SMART_PRESENCE_KEK, SMART_PRESENCE_OTHER_KEK } = both;
    assert.equal(await lacksKeys({ SMART_PRESENCE_KEK }), true, 'the faces are under the other key');
    assert.equal(await lacksKeys({ SMART_PRESENCE_KEK, SMART_PRESENCE_OTHER_KEK }), false);
    assert.equal(await under(db, from), 2);
  });

  test('what is wrong with the settings is said, and nothing is changed', async (t) => {
    const { db, env, both } = await college(t, 3);
    const refusal = async (settings: Record<string, string | undefined>) => {
      const result = await rotateKeysAtServer(settings, () => {});
      return 'refused' in result ? result.refused : 'done';
    };
    assert.match(await refusal(env), /SMART_PRESENCE_KEK to the new key/);
    assert.match(await refusal({ ...both, SMART_PRESENCE_OTHER_KEK: undefined }), /OTHER_KEK to the key that is/);
    assert.match(await refusal({ ...both, SMART_PRESENCE_OTHER_KEK: text(to) }), /the same key/);
    assert.match(await refusal({ ...both, SMART_PRESENCE_OTHER_KEK: 'c2hvcnQ=' }), /OTHER_KEK must hold/);
    assert.equal(await under(db, from), 3);
  });

  test('what neither key opens is counted as left', async (t) => {
    const { db, both, ids } = await college(t, 3);
    const third = { kekId: kekIdOf(randomBytes(32)) };
    await db
      .updateTable('dataKey')
      .set(third)
      .where('personId', '=', ids[0] ?? '')
      .execute();
    await db
      .updateTable('dataKey')
      .set({ wrapped: randomBytes(60) })
      .where('personId', '=', ids[1] ?? '')
      .execute();
    assert.deepEqual(await rotateKeysAtServer(both, () => {}), { rewrapped: 1, left: 2 });
  });
});
