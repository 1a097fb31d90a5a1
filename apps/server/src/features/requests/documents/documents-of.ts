import type { DocumentType } from '@smart-presence/contract';
import { createKeyring } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { openSealed } from './documents.store.ts';
import { endingOf } from './type-of-document.ts';

/** The documents a student gave that are still there, in clear, by name of file. For their own copy alone. */
export const documentsOf = async (
  db: Db,
  { studentId, keys }: { studentId: string; keys: { kek: Buffer; alsoOpens: readonly Buffer[] } },
): Promise<Map<string, Buffer>> => {
  const keyring = createKeyring(keys);
  const rows = await db
    .selectFrom('requestDocument')
    .innerJoin('studentRequest', 'studentRequest.id', 'requestDocument.requestId')
    .selectAll('requestDocument')
    .where('studentRequest.studentId', '=', studentId)
    .where('requestDocument.erasedAt', 'is', null)
    .execute();
  return new Map(
    rows.flatMap(({ kekId, wrapped, sealed, ...row }) => {
      if (kekId === null || wrapped === null || sealed === null) return [];
      const bytes = openSealed(keyring, { ...row, kekId, wrapped, sealed });
      return [[`document-${row.id}.${endingOf[row.type as DocumentType]}`, bytes] as const];
    }),
  );
};
