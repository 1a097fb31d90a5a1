import type { ErasureCertificate, ErasurePreview, KindCount } from '@smart-presence/contract';
import { audit, eraseFromAudit } from '../../../platform/audit/index.ts';
import type { SigningKey } from '../../../platform/crypto/index.ts';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { countHeld, eraseHeld, noteErasure, type PersonalTable } from '../../../platform/personal-data/index.ts';
import { erasablePerson, eraseSafely } from '../../accounts/index.ts';
import { forgetInProposals } from '../../attendance/index.ts';
import { eraseKeptFiles } from '../../reports/index.ts';
import { certify } from './certificate.ts';
import { tablesAboutPeople } from './personal-data.ts';

export interface ErasureRequest {
  personId: string;
  actorId: string;
  key: SigningKey;
  now: number;
}

/** In numbers, before anything is done. @throws AppError `not_found`, `own_account`. */
export const previewErasure = async (
  db: Db,
  { personId, actorId }: Pick<ErasureRequest, 'personId' | 'actorId'>,
): Promise<ErasurePreview> => {
  const { id, name } = await erasablePerson(db, { personId, actorId });
  return { person: { id, name }, ...(await countsOf(db, personId)) };
};

/** What there is of each kind, by what becomes of it. */
const countsOf = async (db: Db, personId: string): Promise<{ erases: KindCount[]; keeps: KindCount[] }> => {
  const erases: KindCount[] = [];
  const keeps: KindCount[] = [];
  for (const table of tablesAboutPeople) {
    const count = await countHeld(db, table, personId);
    if (count > 0) (isKept(table) ? keeps : erases).push({ kind: table.kind, count });
  }
  return { erases, keeps };
};

/** What is only emptied of words stays to be counted; what the log says about them goes, by the log's own hand. */
const isKept = ({ table, onErasure }: PersonalTable): boolean =>
  (onErasure === 'keep' && table !== 'auditDetail') ||
  table === 'mark' ||
  table === 'studentRequest' ||
  table === 'review';

/**
 * Erases a person: account, face, devices, what they wrote and were told. Marks stay under the id, which says nothing any more,
 * without evidence and reasons. All in one transaction with the ledger, the audit entry and the certificate.
 * @throws AppError `not_found`, `own_account`, `last_admin`.
 */
export const erasePerson = (db: Db, { personId, actorId, key, now }: ErasureRequest): Promise<ErasureCertificate> =>
  transact(db, (trx) =>
    eraseSafely(trx, { personId, actorId }, async () => {
      const { erases, keeps } = await countsOf(trx, personId);
      await eraseAll(trx, { personId, now });
      const id = await noteErasure(trx, { kind: 'person', personId, at: now });
      const { name: institution } = await trx.selectFrom('institution').select('name').executeTakeFirstOrThrow();
      const certificate = certify(key, { id, institution, personId, at: now, erased: erases, kept: keeps });
      await trx
        .updateTable('erasure')
        .set({ certificate: JSON.stringify(certificate) })
        .where('id', '=', id)
        .execute();
      // Its salts go with what they hid; the chain still verifies.
      await eraseFromAudit(trx, { personId, actorId, now });
      const subject = { kind: 'person' as const, id: personId };
      await audit(trx, { action: 'person.erased', at: now, actorId, subject, details: { certificate: id } });
      return certificate;
    }),
  );

/** In the order of the lists: what refers to something goes before it. */
export const eraseAll = async (trx: Trx, { personId, now }: { personId: string; now: number }): Promise<void> => {
  await forgetInProposals(trx, personId);
  await eraseKeptFiles(trx);
  for (const table of tablesAboutPeople) await eraseHeld(trx, { table, personId, now });
};
