import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentText } from '@smart-presence/contract';
import { type Db, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { readEvents } from '../../platform/events/index.ts';
import { biometricStatus, hasTemplate } from './biometric-status.ts';
import { takeTurn } from './consent.store.ts';
import { eraseTemplate, withdrawConsent } from './erase-template.ts';
import { giveConsent } from './give-consent.ts';
import {
  addConsentingStudent,
  addStudent,
  everyFile,
  everyRow,
  liveConsentId,
  NOW,
  provideTestService,
  refuses,
} from './testing.ts';
import { type Vault, wipeJournal } from './vault/index.ts';
import { addPeople, canary, keep, MODEL, readBack } from './vault/testing.ts';

const { version: textVersion } = consentText;
const addEnrolled = async (db: Db, vault: Vault, name: string, seed: number): Promise<string> => {
  const personId = await addConsentingStudent(db, name);
  await keep(db, vault, { personId, consentId: await liveConsentId(db, personId), values: canary(seed) });
  return personId;
};

eachDatabase((open, engine) => {
  test('consent is to the current text, once, and by a guardian too for someone under 18', async () => {
    const db = await open();
    const adult = await addStudent(db, 'Adult');
    const minor = await addStudent(db, 'Minor', true);
    assert.deepEqual(await biometricStatus(db, adult), {
      consent: null,
      consentOutdated: false,
      template: null,
      needsGuardian: false,
    });

    const give = (
      personId: string,
      guardian: { name: string; email: string } | null = null,
      version: string = textVersion,
    ) => giveConsent(db, { personId, textVersion: version, guardian, now: NOW });
    await assert.rejects(give(adult, null, '2001-01'), refuses('consent_text_changed'));
    await give(adult);
    await give(adult);
    assert.equal((await db.selectFrom('consent').selectAll().where('personId', '=', adult).execute()).length, 1);
    const { consent, needsGuardian } = await biometricStatus(db, adult);
    assert.equal(consent?.givenAt, NOW);
    assert.equal(needsGuardian, false);

    await assert.rejects(give(minor), refuses('guardian_required'));
    const guardian = { name: 'Parent', email: 'parent@example.edu' };
    await give(minor, guardian);
    const status = await biometricStatus(db, minor);
    assert.deepEqual(status.consent?.guardian, guardian);
    assert.equal(status.needsGuardian, true);
  });

  test('two answers at once are one consent', async () => {
    const db = await open();
    const personId = await addStudent(db, 'Double tap');
    await Promise.all([1, 2, 3].map(() => giveConsent(db, { personId, textVersion, guardian: null, now: NOW })));
    assert.equal((await db.selectFrom('consent').selectAll().execute()).length, 1);
    assert.equal((await readEvents(db, 0, 10)).filter(({ type }) => type === 'consent.given').length, 1);
  });

  test('a new text asks again, and the template moves to the new consent unopened', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolled(db, vault, 'Old text', 1);
    const before = await db.selectFrom('template').selectAll().executeTakeFirstOrThrow();
    await db
      .updateTable('consent')
      .set({ textVersion: '2001-01' } as never)
      .execute();
    assert.equal((await biometricStatus(db, personId)).consentOutdated, true);

    await giveConsent(db, { personId, textVersion, guardian: null, now: NOW + 5 });
    const status = await biometricStatus(db, personId);
    assert.equal(status.consentOutdated, false);
    assert.equal(status.consent?.givenAt, NOW + 5);
    const after = await db.selectFrom('template').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(after.sealed, before.sealed);
    assert.notEqual(after.liveConsentId, before.liveConsentId);
    const consents = await db.selectFrom('consent').select(['liveId', 'withdrawnAt']).orderBy('givenAt').execute();
    assert.deepEqual(
      consents.map(({ withdrawnAt }) => withdrawnAt),
      [NOW + 5, null],
      'the former is kept as history',
    );
    assert.equal((await readBack(db, vault, [personId])).values.size, 1);
  });

  test('withdrawal leaves no byte of template or key in any table or file', async () => {
    const db = await open();
    const vault = provideTestService(db);
    for (const { personId, consentId } of await addPeople(db, 40)) {
      await keep(db, vault, { personId, consentId, values: canary(50) });
    }
    const personId = await addEnrolled(db, vault, 'Leaves', 7);
    const staying = await addEnrolled(db, vault, 'Stays', 8);
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
    const stays = await db
      .selectFrom('template')
      .select('sealed')
      .where('personId', '=', staying)
      .executeTakeFirstOrThrow();
    // Any 16 bytes of them would be a trace, wherever a page was cut.
    const traces = [sealed, wrapped].flatMap((bytes) =>
      Array.from({ length: Math.floor(bytes.length / 16) }, (_, at) =>
        Buffer.from(bytes.subarray(at * 16, at * 16 + 16)),
      ),
    );
    const found = async () => {
      const held = Buffer.concat([await everyRow(db), await everyFile(db)]);
      return {
        traces: traces.filter((trace) => held.includes(trace)).length,
        stays: held.includes(Buffer.from(stays.sealed)),
      };
    };
    assert.deepEqual(await found(), { traces: traces.length, stays: true }, 'the search finds what is there');

    await withdrawConsent(db, { personId, actorId: personId, now: NOW + 1 });
    assert.equal(await wipeJournal(db), true);
    assert.deepEqual(await found(), { traces: 0, stays: true });
    const held = Buffer.concat([await everyRow(db), await everyFile(db)]);
    assert.equal(held.includes(Buffer.from(canary(7).buffer).subarray(0, 16)), false, 'nor was it ever in clear');

    assert.deepEqual(await hasTemplate(db, [personId, staying]), new Set([staying]));
    const status = await biometricStatus(db, personId);
    assert.equal(status.consent, null);
    assert.equal(status.template, null);
    const withdrawn = (await readEvents(db, 0, 100)).filter(({ type }) => type === 'consent.withdrawn');
    assert.deepEqual(
      withdrawn.map((event) => [event.personId, event.data]),
      [[personId, { erased: 1 }]],
    );
    await withdrawConsent(db, { personId, actorId: personId, now: NOW + 2 });
    assert.equal((await readEvents(db, 0, 100)).filter(({ type }) => type === 'consent.withdrawn').length, 1, 'once');
  });

  test('erasing at the desk keeps the consent, and what is not there cannot be erased', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolled(db, vault, 'Erased', 3);
    const admin = await addStudent(db, 'Admin');
    const erase = () => eraseTemplate(db, { personId, actorId: admin, now: NOW });
    await erase();
    const status = await biometricStatus(db, personId);
    assert.equal(status.template, null);
    assert.notEqual(status.consent, null);
    assert.equal((await db.selectFrom('dataKey').selectAll().execute()).length, 0);
    await assert.rejects(erase(), refuses('template_missing'));
  });

  test('withdrawing and enrolling at the same moment never leaves a template without consent', async () => {
    const db = await open();
    const vault = provideTestService(db);
    for (let round = 0; round < 5; round++) {
      const personId = await addConsentingStudent(db, `Round ${round}`);
      const consentId = await liveConsentId(db, personId);
      await Promise.allSettled([
        keepInTurn({ db, vault, personId, consentId }),
        withdrawConsent(db, { personId, actorId: personId, now: NOW }),
        keepInTurn({ db, vault, personId, consentId }),
      ]);
      assert.equal((await hasTemplate(db, [personId])).size, 0, `${engine} round ${round}`);
      assert.equal((await biometricStatus(db, personId)).consent, null);
      assert.equal((await readBack(db, vault, [personId], MODEL)).values.size, 0);
    }
  });
});

const keepInTurn = async (props: { db: Db; vault: Vault; personId: string; consentId: string }) => {
  await transact(props.db, async (trx) => {
    await takeTurn(trx, props.personId);
    await keep(trx, props.vault, { ...props, values: canary(1) });
  });
};
