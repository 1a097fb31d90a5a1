import { PHOTO_ZIP } from '@smart-presence/contract';
import { type Db, inChunks, transact } from '../../../platform/db/index.ts';
import { AppError } from '../../../platform/http/index.ts';
import type { JobContext } from '../../../platform/jobs/index.ts';
import { openZip, type ZipLimits } from '../../../platform/zip/index.ts';
import { usnKey } from '../../accounts/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { serviceFor } from '../service.ts';
import { checkBatch } from './check-batch.ts';
import { nextSeq, reportOn } from './findings.store.ts';
import type { Looking, PictureFile } from './look-at-album.ts';
import { type Album, sortPictures, usnsIn } from './sort-pictures.ts';
import { forgetParts, forgetUpload, readUpload } from './upload.store.ts';

/** Pictures hardly get smaller when they are packed; what grows much is no picture. */
const LIMITS: ZipLimits = {
  entries: PHOTO_ZIP.entries,
  fileBytes: PHOTO_ZIP.pictureBytes,
  totalBytes: 4 * PHOTO_ZIP.bytes,
  ratio: 50,
};
/** People per transaction: a server that is killed has done all of them or none, and the next goes on from there. */
const BATCH = 16;

/**
 * Dry run: looks at every picture once, batch by batch, and keeps what each person's template would be, sealed, until it is
 * applied. Pictures of people who did not consent are not looked at. At its end the pictures are gone.
 */
export const checkPhotos = async (context: JobContext): Promise<void> => {
  const { db, clock, breathe, progress, finish } = context;
  const { importId } = context.input as { importId: string };
  const upload = await readUpload(db, importId);
  try {
    const service = serviceFor(db);
    const zip = await openZip(upload.zip, LIMITS);
    const files = zip.entries.map((entry, at) => ({ entry, name: entry.name, row: at + 1 }));
    const albums = await sortByStudent(db, files);
    const policy = await currentPolicy(db, clock());
    const looking: Looking = { zip, engine: service.engine, limits: policy.data.face, breathe };
    for (let done = await nextSeq(db, importId); done < albums.length; done += BATCH) {
      progress(done, albums.length);
      const batch = albums.slice(done, done + BATCH).map((album, at) => ({ ...album, seq: done + at }));
      await checkBatch(batch, { db, uploadId: importId, looking, service, seal: upload.seal });
    }
  } catch (error) {
    // Of a file that is no such ZIP nothing has to wait for another try.
    if (error instanceof AppError && error.code.startsWith('import_'))
      await transact(db, (trx) => forgetUpload(trx, importId));
    throw error;
  } finally {
    upload.seal.close();
  }
  await transact(db, async (trx) => {
    await forgetParts(trx, importId);
    await finish(trx, await reportOn(trx, importId));
  });
};

/** Students by the USNs that names of files hold. */
const sortByStudent = async (db: Db, files: readonly PictureFile[]): Promise<Album<PictureFile>[]> => {
  const usns = [...new Set(files.flatMap(({ name }) => usnsIn(name).map(usnKey)))];
  const rows = await inChunks(usns, (chunk) =>
    db
      .selectFrom('studentProfile')
      .innerJoin('person', 'person.id', 'studentProfile.personId')
      .select(['personId', 'usnKey'])
      .where('person.role', '=', 'student')
      .where('usnKey', 'in', chunk)
      .execute(),
  );
  const byUsn = new Map(rows.map((row) => [row.usnKey, row.personId]));
  return sortPictures(files, (usn) => byUsn.get(usnKey(usn)));
};
