import { audit } from '../../../platform/audit/index.ts';
import { signingKeyFor } from '../../../platform/crypto/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { findPerson } from '../../accounts/index.ts';
import { wipeJournal } from '../../biometrics/index.ts';
import { documentsOf } from '../../requests/index.ts';
import { CERTIFICATE_KEY } from './certificate.ts';
import { copyOfData } from './copy-of-data.ts';
import { erasePerson, previewErasure } from './erase-person.ts';
import { certificateOf, listErasures } from './erasures.store.ts';
import { openLedgerFile } from './ledger-file.ts';

/** Seldom enough to cost nothing, often enough that a power cut loses next to nothing; the database has it anyway. */
const WRITE_DOWN_MS = 5_000;

export const privacyRoutes = async (platform: Platform): Promise<void> => {
  const { db, router, secrets, config, log, clock, job } = platform;
  const key = signingKeyFor(secrets.signing, CERTIFICATE_KEY);
  const ledger = await openLedgerFile(db, {
    dataDir: config.dataDir,
    onReplayed: (erasures) =>
      log.warn({ erasures }, 'an older copy of the database: erased again what had been erased'),
  });
  job({ name: 'write erasures down', everyMs: WRITE_DOWN_MS, run: () => ledger.writeDown(clock()) });

  // A reader may be in the way of wiping the journal: then the next round does it.
  let isWipeDue = false;
  const wipe = async (): Promise<void> => {
    if (!isWipeDue) return;
    isWipeDue = !(await wipeJournal(db).catch((err: unknown) => {
      log.warn({ err }, 'journal not wiped yet');
      return false;
    }));
  };
  job({ name: 'wipe traces of erased people', everyMs: WRITE_DOWN_MS, run: wipe });

  router.on('previewErasure', ({ params, viewer }) =>
    previewErasure(db, { personId: params.id, actorId: viewer.personId }),
  );
  router.on('erasePerson', async ({ params, viewer, now }) => {
    const certificate = await erasePerson(db, { personId: params.id, actorId: viewer.personId, key, now });
    await ledger.writeDown(now);
    isWipeDue = true;
    await wipe();
    return certificate;
  });
  router.on('listErasures', ({ query }) => listErasures(db, query));
  router.on('erasureCertificate', ({ params }) => certificateOf(db, params.id));
  const copy = async ({ personId, actorId, now }: { personId: string; actorId: string; now: number }) => {
    const { kek, otherKek } = secrets;
    const documents = await documentsOf(db, {
      studentId: personId,
      keys: { kek, alsoOpens: otherKek ? [otherKek] : [] },
    });
    const bytes = await copyOfData(db, { personId, documents, now });
    const subject = { kind: 'person' as const, id: personId };
    await transact(db, (trx) => audit(trx, { action: 'person.data-copied', at: now, actorId, subject }));
    return { type: 'application/zip', name: `data-${personId}.zip`, bytes };
  };
  router.on('copyMyData', ({ viewer, now }) => copy({ personId: viewer.personId, actorId: viewer.personId, now }));
  router.on('copyPersonData', async ({ params, viewer, now }) => {
    const { id: personId } = (await findPerson(db, params.id)) ?? fail('not_found');
    return copy({ personId, actorId: viewer.personId, now });
  });
};
