import { PHOTO_ZIP, type PhotoUpload } from '@smart-presence/contract';
import { SealError } from '../../../platform/crypto/index.ts';
import { type Db, newId, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { ZipSource } from '../../../platform/zip/index.ts';
import { startPhotoImport } from '../../academics/index.ts';
import { serviceFor } from '../service.ts';
import type { UploadSeal } from '../vault/index.ts';

export interface By {
  actorId: string;
  now: number;
}

const partsOf = (bytes: number): number => Math.ceil(bytes / PHOTO_ZIP.partBytes);

/** Takes note of a ZIP that is to come in parts; each is sealed as it arrives. */
export const startUpload = async (
  db: Db,
  { fileName, bytes }: { fileName: string; bytes: number },
  { actorId, now }: By,
): Promise<PhotoUpload> => {
  const id = newId(now);
  const key = serviceFor(db).vault.uploads.create(id);
  await db
    .insertInto('photoUpload')
    .values({ id, fileName, bytes, ...key, createdBy: actorId, createdAt: now })
    .execute();
  return { id, parts: partsOf(bytes), partBytes: PHOTO_ZIP.partBytes };
};

/** Those of somebody else, and those whose dry run was asked for, are not to be found. */
const openUpload = async (db: Db, id: string, actorId: string) =>
  (await db
    .selectFrom('photoUpload')
    .selectAll()
    .where('id', '=', id)
    .where('createdBy', '=', actorId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('importRun').select('importRun.id').whereRef('importRun.id', '=', 'photoUpload.id'))),
    )
    .executeTakeFirst()) ?? fail('not_found');

/** Keeps one part. @throws AppError `not_found`, `invalid_request` for a part that is not as long as it must be. */
export const addPart = async (
  db: Db,
  { id, part, bytes }: { id: string; part: number; bytes: Buffer },
  { actorId }: Pick<By, 'actorId'>,
): Promise<void> => {
  const upload = await openUpload(db, id, actorId);
  const expected = Math.min(PHOTO_ZIP.partBytes, upload.bytes - part * PHOTO_ZIP.partBytes);
  if (bytes.length !== expected)
    fail('invalid_request', { details: [{ path: 'part', message: `needs ${Math.max(0, expected)} bytes` }] });
  const key = serviceFor(db).vault.uploads.open(upload);
  try {
    const sealed = key.sealPart(part, bytes);
    await db
      .insertInto('photoPart')
      .values({ uploadId: id, part, sealed })
      .onConflict((conflict) => conflict.columns(['uploadId', 'part']).doUpdateSet({ sealed }))
      .execute();
  } finally {
    key.close();
    bytes.fill(0);
  }
};

/** Asks for the dry run of a ZIP that is all there. @throws AppError `not_found`, `import_not_ready`. */
export const askToCheck = (db: Db, id: string, by: By): Promise<void> =>
  transact(db, async (trx) => {
    const { bytes, fileName } = await openUpload(trx, id, by.actorId);
    const { count } = await trx
      .selectFrom('photoPart')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('uploadId', '=', id)
      .executeTakeFirstOrThrow();
    if (Number(count) !== partsOf(bytes)) fail('import_not_ready');
    await startPhotoImport(trx, { id, fileName }, by);
  });

/** Parts in clear at a time: two neighbours, and the last, where the directory is. */
const HELD = 3;

export interface OpenUpload {
  createdAt: number;
  seal: UploadSeal;
  zip: ZipSource;
}

/** The ZIP, read part by part; never more than some megabytes of it are in memory. @throws AppError `import_file_gone`. */
export const readUpload = async (db: Db, id: string): Promise<OpenUpload> => {
  const upload = await db.selectFrom('photoUpload').selectAll().where('id', '=', id).executeTakeFirst();
  if (!upload) return fail('import_file_gone');
  const seal = openOrGone(db, upload);
  const held = new Map<number, Buffer>();
  const partAt = async (part: number): Promise<Buffer> => {
    const known = held.get(part);
    if (known) return known;
    const row = await db
      .selectFrom('photoPart')
      .select('sealed')
      .where('uploadId', '=', id)
      .where('part', '=', part)
      .executeTakeFirst();
    const bytes = row ? seal.openPart(part, row.sealed) : fail('import_file_gone');
    held.set(part, bytes);
    const [oldest] = held.keys();
    if (held.size > HELD && oldest !== undefined) held.delete(oldest);
    return bytes;
  };
  const read = async (at: number, length: number): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    const end = Math.min(at + length, upload.bytes);
    for (let from = at; from < end; ) {
      const part = Math.floor(from / PHOTO_ZIP.partBytes);
      const start = from - part * PHOTO_ZIP.partBytes;
      const piece = (await partAt(part)).subarray(start, start + end - from);
      pieces.push(piece);
      from += piece.length;
    }
    return Buffer.concat(pieces);
  };
  return { createdAt: upload.createdAt, seal, zip: { size: upload.bytes, read } };
};

/** A key that was rotated away under an upload: choosing the file again is all it takes. */
const openOrGone = (db: Db, upload: { id: string; kekId: string; wrapped: Uint8Array }): UploadSeal => {
  try {
    return serviceFor(db).vault.uploads.open(upload);
  } catch (error) {
    if (error instanceof SealError) return fail('import_file_gone', { cause: error });
    throw error;
  }
};

/** The pictures have been looked at. */
export const forgetParts = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('photoPart').where('uploadId', '=', id).execute();
};

/** Everything of an upload, its key included. */
export const forgetUpload = async (trx: Trx, id: string): Promise<void> => {
  await forgetParts(trx, id);
  await trx.deleteFrom('stagedTemplate').where('uploadId', '=', id).execute();
  await trx.deleteFrom('photoFinding').where('uploadId', '=', id).execute();
  await trx.deleteFrom('photoUpload').where('id', '=', id).execute();
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As long as an import can be undone, and a day. */
const KEEP_TEMPLATES_MS = 31 * DAY_MS;

/** Uploads that nobody finished go after an hour, those that failed at once, all others after a day. */
export const oldUploads = async (db: Db, now: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('photoUpload')
    .leftJoin('importRun', 'importRun.id', 'photoUpload.id')
    .leftJoin('job', 'job.id', 'importRun.checkJobId')
    .select(['photoUpload.id', 'photoUpload.createdAt', 'importRun.id as importId', 'job.state'])
    .execute();
  const old = rows.filter(({ createdAt, importId, state }) => {
    const age = now - createdAt;
    return age > DAY_MS || state === 'failed' || (importId === null && age > HOUR_MS);
  });
  return old.map(({ id }) => id);
};

/** Erases them; which templates came of photos is forgotten when it is too late to undo. @returns how many were erased. */
export const forgetOldUploads = (db: Db, now: number): Promise<number> =>
  transact(db, async (trx) => {
    const old = await oldUploads(trx, now);
    for (const id of old) await forgetUpload(trx, id);
    await trx
      .deleteFrom('photoTemplate')
      .where('madeAt', '<', now - KEEP_TEMPLATES_MS)
      .execute();
    return old.length;
  });
