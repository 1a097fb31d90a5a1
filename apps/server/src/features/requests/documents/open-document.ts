import type { DocumentType } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { type FileReply, fail } from '../../../platform/http/index.ts';
import { maySee, type RequestViewer } from '../requests.store.ts';
import { findDocument, noteOpening, openSealed } from './documents.store.ts';
import { endingOf } from './type-of-document.ts';

export interface DocumentRequest {
  id: string;
  viewer: RequestViewer;
  keyring: Keyring;
  now: number;
}

/**
 * Opens a document for somebody who decides about its request. That they did is written down before they have it.
 * @throws AppError `not_found`, `document_gone`.
 */
export const openDocument = async (db: Db, { id, viewer, keyring, now }: DocumentRequest): Promise<FileReply> => {
  const document = await findDocument(db, id);
  if (!document || !(await maySee(db, document.requestId, viewer))) return fail('not_found');
  const { kekId, wrapped, sealed } = document;
  if (kekId === null || wrapped === null || sealed === null) return fail('document_gone');
  const bytes = openSealed(keyring, { ...document, kekId, wrapped, sealed });
  await transact(db, (trx) => noteOpening(trx, { documentId: id, openedBy: viewer.personId, now }));
  const type = document.type as DocumentType;
  return { type, name: `document-${id.slice(-8)}.${endingOf[type]}`, bytes };
};
