import type { DocumentType } from '@smart-presence/contract';
import type { ExpressionBuilder } from 'kysely';
import type { Keyring } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Schema, type Trx, transact } from '../../../platform/db/index.ts';
import { noteRetention, PORTION } from '../../../platform/retention/index.ts';
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

/** Of requests that were settled before an instant, and that nobody has to read any more. */
export const isOldDocument = (before: number) => (eb: ExpressionBuilder<Schema, 'requestDocument'>) =>
  eb.and([
    eb('erasedAt', 'is', null),
    eb(
      'requestId',
      'in',
      eb
        .selectFrom('studentRequest')
        .select('id')
        .where('state', 'in', ['answered', 'final', 'withdrawn'])
        .where('settledAt', '<', before),
    ),
  ]);

/** Erases old documents, a portion at a time. @returns how many. */
export const eraseOldDocuments = (db: Db, { before, now }: { before: number; now: number }): Promise<number> =>
  transact(db, async (trx) => {
    const old = await trx
      .selectFrom('requestDocument')
      .select('id')
      .where(isOldDocument(before))
      .limit(PORTION)
      .execute();
    if (old.length === 0) return 0;
    const ids = old.map(({ id }) => id);
    await trx.updateTable('requestDocument').set(erased(now)).where('id', 'in', ids).execute();
    await noteRetention(trx, { rule: 'documents', count: ids.length, cut: { now, before, holds: [] } });
    return ids.length;
  });
