import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { openBrowser, queriesOf, somebody } from '../accounts/testing.ts';
import { lastLink, NEXT_PASSWORD, NOW, openHouseWithSmtp } from './testing-mail-house.ts';
import { plainTextOf } from './testing-smtp.ts';

eachDatabase((open) => {
  const bootWithSmtp = async (t: TestContext) => openHouseWithSmtp(t, await open());

  test('an invitation reaches the mailbox, and its link sets a password once', async (t) => {
    const house = await bootWithSmtp(t);
    const { app, smtp, call, mail, outbox, db } = house;
    const person = await somebody(db, { role: 'faculty', name: 'Zoë Rao' }, NOW);
    const invited = await call('POST', `/api/people/${person.id}/invitation`);
    assert.equal(invited.body.mailedTo, person.email);
    assert.equal(smtp.received.length, 0, 'nothing is sent inside the request');
    await mail.sendDue();
    const [received] = smtp.received;
    assert.deepEqual(received?.to, [person.email]);
    assert.match(plainTextOf(received?.raw ?? ''), /Hello Zoë Rao,/);
    const { link, token } = lastLink(smtp);
    assert.equal(link, invited.body.url);
    assert.match(link, /^https:\/\/attendance\.example\.edu\/invite#/);
    const { items } = await outbox();
    assert.deepEqual(
      items.map(({ kind, state, recipient, sentAt }) => [kind, state, recipient, sentAt]),
      [['invitation', 'sent', person.email, NOW]],
    );
    assert.equal(JSON.stringify(items).includes(token), false);
    const seen = (await openBrowser(app).post('/api/links/inspect', { token })).json<{ purpose: string }>();
    assert.equal(seen.purpose, 'invitation');
    const accept = { token, password: NEXT_PASSWORD };
    assert.equal((await openBrowser(app).post('/api/links/accept', accept)).status, 200);
    assert.equal((await openBrowser(app).post('/api/links/accept', accept)).code, 'link_invalid');
  });

  test('an invitation that is refused leaves no mail behind', async (t) => {
    const { call, db, outbox } = await bootWithSmtp(t);
    const person = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', person.id).execute();
    assert.equal((await call('POST', `/api/people/${person.id}/invitation`)).code, 'invalid_request');
    assert.equal((await outbox()).total, 0);
  });

  test('several are invited at once; who has no e-mail or is disabled is named', async (t) => {
    const { smtp, call, mail, db } = await bootWithSmtp(t);
    const [one, two] = [await somebody(db, { role: 'student' }, NOW), await somebody(db, { role: 'student' }, NOW)];
    const without = await somebody(db, { role: 'student', email: null }, NOW);
    const disabled = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', disabled.id).execute();
    const ids = [one.id, two.id, without.id, disabled.id, newId()];
    const { status, body } = await call('POST', '/api/people/invitations', { ids });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      mailed: 2,
      withoutEmail: [{ id: without.id, name: without.name }],
      disabled: [{ id: disabled.id, name: disabled.name }],
    });
    await mail.sendDue();
    assert.deepEqual(smtp.received.flatMap(({ to }) => to).toSorted(), [one.email, two.email].toSorted());
    const links = new Set(smtp.received.map(({ raw }) => /#[\w-]{43}/.exec(plainTextOf(raw))?.[0]));
    assert.equal(links.size, 2, 'each has a link of their own');
  });

  test('a thousand people are invited in as many queries as two', async (t) => {
    const { call, db } = await bootWithSmtp(t);
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      ...{ id: newId(), name: `Student ${at}`, email: `s${at}@college.example`, role: 'student' as const },
      ...{ passwordHash: null, createdAt: NOW, updatedAt: NOW, lastSignInAt: null },
    }));
    for (let at = 0; at < rows.length; at += 500)
      await db
        .insertInto('person')
        .values(rows.slice(at, at + 500))
        .execute();
    const ids = rows.map(({ id }) => id);
    const invite = (some: string[]) => call('POST', '/api/people/invitations', { ids: some });
    const forTwo = await queriesOf(db, () => invite(ids.slice(0, 2)));
    assert.ok(forTwo >= 5, 'queries are counted');
    const forAll = await queriesOf(db, async () => assert.equal((await invite(ids)).body.mailed, 1000));
    assert.equal(forAll, forTwo);
  });
});
