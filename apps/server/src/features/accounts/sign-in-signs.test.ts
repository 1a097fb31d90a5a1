import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { signIn } from './sign-in.ts';
import { somebody } from './testing.ts';
import { verifyPassword } from './verify-password.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const HOUR_MS = 3_600_000;

const tryAs = (db: Db, email: string, props: { network?: string; now?: number } = {}) =>
  signIn(db, {
    email,
    password: 'not the password',
    network: '198.51.100.7',
    now: NOW,
    knownDevice: () => null,
    ...props,
  }).catch(() => undefined);

const signsOf = (db: Db) => db.selectFrom('securityEvent').selectAll().orderBy('at').orderBy('id').execute();
const codesOf = async (db: Db) => (await signsOf(db)).map(({ code }) => code);

eachDatabase((open) => {
  test('a wrong password is counted and speaks against nobody; going on while it has to wait does', async () => {
    const db = await open();
    const owner = await somebody(db, { role: 'faculty' }, NOW);
    const email = owner.email as string;
    for (let n = 0; n < 4; n += 1) await tryAs(db, email);
    assert.deepEqual(await codesOf(db), Array(4).fill('sign_in_failed'));
    assert.ok((await signsOf(db)).every(({ points }) => points === 0));
    await tryAs(db, email);
    const slowed = (await signsOf(db)).find(({ code }) => code === 'sign_in_slowed');
    assert.deepEqual([slowed?.actorKind, slowed?.personId], ['network', owner.id]);
    const text = JSON.stringify(await signsOf(db));
    assert.doesNotMatch(text, /198\.51\.100/, 'no address');
    assert.ok(!text.includes(email), 'no e-mail');
  });

  test('an account that is guessed at from everywhere is a sign; nobody’s account is none', async () => {
    const db = await open();
    const owner = await somebody(db, { role: 'faculty' }, NOW);
    const from = (n: number) => ({ network: `203.0.113.${n}`, now: NOW + n * HOUR_MS });
    for (let n = 0; n < 11; n += 1) await tryAs(db, owner.email as string, from(n));
    assert.ok(!(await codesOf(db)).includes('account_guessed'));
    await tryAs(db, owner.email as string, from(11));
    assert.ok((await codesOf(db)).includes('account_guessed'));
    for (let n = 0; n < 14; n += 1) await tryAs(db, 'nobody@college.example', from(n));
    assert.deepEqual(
      (await signsOf(db)).filter(({ code }) => code === 'account_guessed').map(({ personId }) => personId),
      [owner.id],
    );
  });

  test('who is signed in and cannot say their password again and again is one', async () => {
    const db = await open();
    const { id } = await somebody(db, { role: 'student' }, NOW);
    const again = () => verifyPassword(db, { personId: id, password: 'wrong', now: NOW }).catch(() => false);
    for (let n = 0; n < 4; n += 1) await again();
    assert.deepEqual(await codesOf(db), []);
    await again();
    assert.deepEqual(
      (await signsOf(db)).map(({ code, actorKind, actor }) => [code, actorKind, actor]),
      [['proof_guessed', 'person', id]],
    );
  });
});
