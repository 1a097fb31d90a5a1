import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { findPerson } from '../person.store.ts';
import { GOOD_PASSWORD, openBrowser, somebody } from '../testing.ts';
import { openRegistration, type RegistrationSettings } from './testing-registration.ts';

eachDatabase((open) => {
  const boot = async (t: Parameters<typeof openRegistration>[0], settings: RegistrationSettings = {}) =>
    openRegistration(t, { db: await open(), ...settings });

  test('from the request to the first day: verified, waiting, approved, a student', async (t) => {
    const { app, db, post, wait, admin } = await boot(t);
    const { browser, me, email } = await wait({ usn: '1SP26CS777' });
    assert.deepEqual([me.person.role, me.needs, me.person.profile?.usn], ['student', 'approval', null]);
    const mine = await browser.get('/api/registration');
    assert.equal(mine.json<{ usn: string }>().usn, '1SP26CS777');
    assert.equal((await browser.get('/api/sections')).code, 'approval_required');
    const { send, list, person } = await admin();
    const { items, waiting } = await list();
    assert.deepEqual([items.length, waiting, items[0]?.name, items[0]?.email], [1, 1, 'Asha Rao', email]);
    const reply = await send<{ approved: number }>('POST', '/api/registrations/approve', {
      ids: [items[0]?.id],
      year: 2,
    });
    assert.equal(reply.body.approved, 1, JSON.stringify(reply.body));
    assert.equal((await browser.get('/api/me')).code, 'sign_in_required', 'a session that waited is never promoted');
    const again = await openBrowser(app).post('/api/sign-in', { email, password: GOOD_PASSWORD });
    assert.equal(again.json<Me>().needs, null);
    const found = await findPerson(db, me.person.id);
    assert.deepEqual([found?.profile?.usn, found?.profile?.year], ['1SP26CS777', 2]);
    assert.equal(post.letters.at(-1)?.kind, 'approved');
    const [approved] = (await list('?state=approved')).items;
    assert.deepEqual([approved?.decidedBy?.id, approved?.decidedAt], [person.id, app.clock.now]);
  });

  test('what stands in the way is shown: taken USN, same name, same mailbox, twins of other scripts', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    const now = app.clock.now;
    const asha = await somebody(db, { role: 'student', name: 'Asha Rao', profile: { usn: '1SP26CS001' } }, now);
    const ravi = await somebody(db, { role: 'student', name: 'Ravi', email: 'ravi@college.example' }, now);
    await wait({ name: 'Someone', email: 'one@college.example', usn: '1sp26 cs001' });
    await wait({ name: 'Аѕhа  Rао', email: 'two@college.example' });
    await wait({ name: 'R', email: 'ravi+new@college.example' });
    await wait({ name: 'Else', email: 'four@college.example', usn: '1ЅР26СЅ001' });
    await wait({ name: 'Nobody Else', email: 'five@college.example', usn: '1SP26CS999' });
    const { list } = await admin();
    const { items } = await list();
    const found = items.map(({ resembles }) => resembles.map(({ by, person }) => `${by} ${person.id}`));
    assert.deepEqual(found, [[`usn ${asha.id}`], [`name ${asha.id}`], [`mailbox ${ravi.id}`], [`usn ${asha.id}`], []]);
  });

  test('a taken USN leaves the person waiting, unless they are let in without it', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    await somebody(db, { role: 'student', profile: { usn: '1SP26CS001' } }, app.clock.now);
    const taken = await wait({ name: 'One', email: 'one@college.example', usn: '1sp26 cs 001' });
    const first = await wait({ name: 'Two', email: 'two@college.example', usn: '1SP26CS002' });
    const same = await wait({ name: 'Three', email: 'three@college.example', usn: '1sp26cs002' });
    const { send, list } = await admin();
    const ids = (await list()).items.map(({ id }) => id);
    const reply = await send<{ approved: number; usnTaken: { name: string }[] }>('POST', '/api/registrations/approve', {
      ids,
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.equal(reply.body.approved, 1);
    assert.deepEqual(
      reply.body.usnTaken.map(({ name }) => name),
      ['One', 'Three'],
    );
    assert.equal((await findPerson(db, first.me.person.id))?.profile?.usn, '1SP26CS002');
    const rest = await send<{ approved: number }>('POST', '/api/registrations/approve', { ids, withoutTakenUsn: true });
    assert.equal(rest.body.approved, 2);
    for (const { me } of [taken, same]) assert.equal((await findPerson(db, me.person.id))?.profile?.usn, null);
  });

  test('two administrators who decide at once: one decision, one mail', async (t) => {
    const { post, wait, admin } = await boot(t);
    await wait();
    const { send, list } = await admin();
    const ids = (await list()).items.map(({ id }) => id);
    const replies = await Promise.all([
      send<{ approved: number }>('POST', '/api/registrations/approve', { ids }),
      send<{ approved: number }>('POST', '/api/registrations/approve', { ids }),
      send<{ refused: number }>('POST', '/api/registrations/refuse', { ids, reason: 'Not ours' }),
    ]);
    const decided = replies.map(({ body }) => ('approved' in body ? body.approved : body.refused));
    assert.equal(
      decided.reduce((sum, n) => sum + n, 0),
      1,
      JSON.stringify(decided),
    );
    assert.equal(post.letters.filter(({ kind }) => kind === 'approved' || kind === 'refused').length, 1);
  });

  test('a department that is none changes nothing', async (t) => {
    const { wait, admin } = await boot(t);
    await wait();
    const { send, list } = await admin();
    const [item] = (await list()).items;
    const reply = await send('POST', '/api/registrations/approve', { ids: [item?.id], departmentId: item?.id });
    assert.equal(reply.code, 'invalid_request');
    assert.equal((await list()).waiting, 1);
  });

  test('who waits is no person of the institution yet: no list shows them, no bulk change reaches them', async (t) => {
    const { app, db, wait, admin } = await boot(t);
    const { me } = await wait();
    const { send } = await admin();
    const { body } = await send<{ items: { id: string }[] }>('GET', '/api/people?pageSize=200');
    assert.equal(
      body.items.some(({ id }) => id === me.person.id),
      false,
    );
    assert.equal((await send('GET', `/api/people/${me.person.id}`)).code, 'not_found');
    const bulk = await send<{ changed: number }>('POST', '/api/people/bulk', {
      ids: [me.person.id],
      action: 'disable',
    });
    assert.deepEqual(bulk.body, { changed: 0 });
    assert.equal((await findPerson(db, me.person.id))?.isDisabled, false);
    assert.ok(app);
  });

  test('the list searches, pages and counts', async (t) => {
    const { wait, admin } = await boot(t);
    for (const [at, name] of ['Asha', 'Ravi', 'Zoë'].entries())
      await wait({ name, email: `p${at}@college.example`, usn: `1SP26CS90${at}` });
    const { list } = await admin();
    assert.deepEqual(
      (await list('?search=rav')).items.map(({ name }) => name),
      ['Ravi'],
    );
    assert.deepEqual(
      (await list('?search=cs902')).items.map(({ name }) => name),
      ['Zoë'],
    );
    const second = await list('?page=2&pageSize=2');
    assert.deepEqual([second.items.map(({ name }) => name), second.total, second.waiting], [['Zoë'], 3, 3]);
  });
});
