import type { DocumentType } from '@smart-presence/contract';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx } from '../../../platform/db/index.ts';
import { openFile, sealFile, wrappedKeysOf } from '../../../platform/sealed-files/index.ts';

/** Keeps its keys apart from those of templates: neither opens as the other. */
const PURPOSE = 'request-document';

/** What a rotation of the key-encryption key has to wrap anew here. */
export const documentKeys = wrappedKeysOf({ table: 'requestDocument', purpose: PURPOSE });

export interface NewDocument {
  requestId: string;
  type: DocumentType;
  bytes: Buffer;
  now: number;
}

const ownerOf = ({ id, requestId, type }: { id: string; requestId: string; type: string }) => ({
  purpose: PURPOSE,
  id,
  bound: [requestId, type],
});

/** Seals a document with a key of its own. */
export const keepDocument = async (trx: Trx, keyring: Keyring, document: NewDocument): Promise<void> => {
  const { requestId, type, bytes, now } = document;
  const id = newId(now);
  const sealed = sealFile(keyring, ownerOf({ id, requestId, type }), bytes);
  await trx
    .insertInto('requestDocument')
    .values({ id, requestId, type, bytes: bytes.length, addedAt: now, ...sealed, erasedAt: null })
    .execute();
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
export const openSealed = (keyring: Keyring, document: SealedDocument): Buffer =>
  openFile(keyring, ownerOf(document), document);

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
