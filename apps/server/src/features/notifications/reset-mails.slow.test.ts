import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import { GOOD_PASSWORD, openBrowser, queriesOf } from '../accounts/testing.ts';
import { HOUR_MS, lastLink, NEXT_PASSWORD, NOW, openHouseWithSmtp, owner } from './testing-mail-house.ts';
import { plainTextOf } from './testing-smtp.ts';

eachDatabase((open) => {
  const bootWithSmtp = async (t: TestContext) => openHouseWithSmtp(t, await open());

  test('a new password by mail: one link, one hour, one use; all other devices are signed out', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail, pass } = house;
    const { email } = await owner(house);
    const device = openBrowser(app);
    assert.equal((await device.post('/api/sign-in', { email, password: GOOD_PASSWORD })).status, 200);
    const ask = () => openBrowser(app).post('/api/links/request', { email: email.toUpperCase() });
    const askAndRead = async () => {
      assert.equal((await ask()).status, 200);
      await mail.sendDue();
      return lastLink(smtp);
    };
    const first = await askAndRead();
    const { link, token } = await askAndRead();
    assert.match(link, /^https:\/\/attendance\.example\.edu\/reset#/);
    assert.deepEqual(smtp.received.at(-1)?.to, [email]);
    const inspect = (given: string) => openBrowser(app).post('/api/links/inspect', { token: given });
    assert.equal((await inspect(first.token)).code, 'link_invalid', 'the later one replaces it');
    const seen = (await inspect(token)).json<{ purpose: string; expiresAt: number }>();
    assert.deepEqual([seen.purpose, seen.expiresAt], ['reset', NOW + HOUR_MS]);
    assert.equal((await device.get('/api/me')).status, 200, 'asking alone changes nothing');
    const accept = (given: string) =>
      openBrowser(app).post('/api/links/accept', { token: given, password: NEXT_PASSWORD });
    assert.equal((await accept(token)).status, 200);
    assert.equal((await accept(token)).code, 'link_invalid');
    assert.equal((await device.get('/api/me')).code, 'sign_in_required');
    assert.equal((await openBrowser(app).post('/api/sign-in', { email, password: NEXT_PASSWORD })).status, 200);
    pass(HOUR_MS);
    const late = await askAndRead();
    pass(HOUR_MS);
    assert.equal((await accept(late.token)).code, 'link_invalid', 'an hour later');
  });

  test('nobody learns from the answer whether somebody has an e-mail: same words, headers, work and waiting', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail, db, outbox } = house;
    const { email } = await owner(house);
    const ask = async (given: string) => {
      const browser = openBrowser(app);
      let answer: unknown;
      const queries = await queriesOf(db, async () => {
        const { status, text, headers, code } = await browser.post('/api/links/request', { email: given });
        const retryAfter = headers['retry-after'];
        const words = code === undefined ? text : code;
        answer = { status, words, retryAfter, names: Object.keys(headers).toSorted() };
      });
      return { answer, queries };
    };
    for (let at = 0; at < 8; at += 1) {
      assert.deepEqual(await ask('nobody@college.example'), await ask(email), `attempt ${at + 1}`);
      assert.equal((await outbox()).total, 0, 'nothing to be seen before somebody is looked for');
    }
    assert.deepEqual((await ask(email)).answer, (await ask('nobody@college.example')).answer);
    await mail.sendDue();
    assert.deepEqual(
      smtp.received.map(({ to }) => to),
      [[email]],
      'three requests, one mail: the last',
    );
    const rows = await db.selectFrom('outbox').select(['kind', 'recipient']).execute();
    assert.deepEqual(rows, [{ kind: 'reset', recipient: email }], 'no trace of the e-mail of nobody');
  });

  test('requests from one place are made to wait, and never delay signing in', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail } = house;
    const { email } = await owner(house);
    const codes = [];
    for (let at = 0; at < 4; at += 1)
      codes.push((await openBrowser(app).post('/api/links/request', { email })).code ?? 'ok');
    assert.deepEqual(codes, ['ok', 'ok', 'ok', 'too_many_requests']);
    assert.equal((await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD })).status, 200);
    await mail.sendDue();
    assert.equal(smtp.received.length, 1);
  });

  test('who is disabled gets no link; an invitation outlives somebody’s request for a reset', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, db, smtp, call, mail } = house;
    const [away, invited] = [await owner(house), await owner(house)];
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', away.id).execute();
    const { body } = await call('POST', `/api/people/${invited.id}/invitation`);
    for (const { email } of [away, invited]) await openBrowser(app).post('/api/links/request', { email });
    await mail.sendDue();
    assert.deepEqual(new Set(smtp.received.flatMap(({ to }) => to)), new Set([invited.email]));
    const token = body.url.split('#')[1];
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token })).status, 200);
    assert.equal((await openBrowser(app).post('/api/links/accept', { token, password: NEXT_PASSWORD })).status, 200);
    const reset = smtp.received.find(({ raw }) => plainTextOf(raw).includes('/reset#'));
    const unused = /reset#([\w-]{43})/.exec(plainTextOf(reset?.raw ?? ''))?.[1];
    assert.equal((await openBrowser(app).post('/api/links/inspect', { token: unused })).code, 'link_invalid');
  });

  test('a forged Host header never gets into a link', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, mail } = house;
    const { email } = await owner(house);
    const headers = { host: 'evil.example' };
    assert.equal((await openBrowser(app).post('/api/links/request', { email }, { headers })).status, 200);
    await mail.sendDue();
    assert.equal(smtp.received[0]?.raw.includes('evil.example'), false);
    assert.match(lastLink(smtp).link, /^https:\/\/attendance\.example\.edu\//);
  });
});
