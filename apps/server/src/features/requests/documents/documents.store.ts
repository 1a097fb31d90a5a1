import type { DocumentType } from '@smart-presence/contract';
import { type Keyring, newDataKey, seal, unseal } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';

/** Keeps its keys apart from those of templates: neither opens as the other. */
export const PURPOSE = 'request-document';

export interface NewDocument {
  requestId: string;
  type: DocumentType;
  bytes: Buffer;
  now: number;
}

const boundTo = ({ id, requestId, type }: { id: string; requestId: string; type: string }) => [
  PURPOSE,
  id,
  requestId,
  type,
];

/** Seals a document with a key of its own: erasing that key erases the document, also in what a disk still holds. */
export const keepDocument = async (trx: Trx, keyring: Keyring, document: NewDocument): Promise<void> => {
  const { requestId, type, bytes, now } = document;
  const id = newId(now);
  const dataKey = newDataKey();
  try {
    const sealed = seal({ key: dataKey, clear: bytes, bound: boundTo({ id, requestId, type }) });
    const key = keyring.wrap([PURPOSE, id], dataKey);
    await trx
      .insertInto('requestDocument')
      .values({ id, requestId, type, bytes: bytes.length, addedAt: now, ...key, sealed, erasedAt: null })
      .execute();
  } finally {
    dataKey.fill(0);
  }
};

export interface SealedDocument {
  id: string;
  requestId: string;
  type: string;
  kekId: string;
  wrapped: Uint8Array;
  sealed: Uint8Array;
}

/** @throws SealError when anything of it was altered or moved. */
export const openSealed = (keyring: Keyring, document: SealedDocument): Buffer => {
  const dataKey = keyring.unwrap([PURPOSE, document.id], document);
  try {
    return unseal({ key: dataKey, sealed: document.sealed, bound: boundTo(document) });
  } finally {
    dataKey.fill(0);
  }
};

export const findDocument = (db: Db, id: string) =>
  db.selectFrom('requestDocument').selectAll().where('id', '=', id).executeTakeFirst();

export const noteOpening = async (trx: Trx, opening: { documentId: string; openedBy: string; now: number }) => {
  const { documentId, openedBy, now } = opening;
  await trx
    .insertInto('documentOpening')
    .values({ id: newId(now), documentId, openedBy, openedAt: now })
    .execute();
};

const erased = (now: number) => ({ kekId: null, wrapped: null, sealed: null, erasedAt: now });

export const eraseDocumentsOf = async (trx: Trx, requestId: string, now: number): Promise<void> => {
  await trx
    .updateTable('requestDocument')
    .set(erased(now))
    .where('requestId', '=', requestId)
    .where('erasedAt', 'is', null)
    .execute();
};

/** Erases documents of requests that were settled before an instant, and that nobody has to read any more. @returns how many. */
export const eraseOldDocuments = async (db: Db, { before, now }: { before: number; now: number }): Promise<number> => {
  const done = await db
    .updateTable('requestDocument')
    .set(erased(now))
    .where('erasedAt', 'is', null)
    .where('requestId', 'in', (eb) =>
      eb
        .selectFrom('studentRequest')
        .select('id')
        .where('state', 'in', ['answered', 'final', 'withdrawn'])
        .where('settledAt', '<', before),
    )
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
};
