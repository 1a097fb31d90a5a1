import type { Platform } from '../../../platform/platform.ts';
import { viewImport } from '../../academics/index.ts';
import { applyPhotos } from './apply-photos.ts';
import { checkPhotos } from './check-photos.ts';
import { undoPhotos } from './undo-photos.ts';
import { addPart, askToCheck, forgetOldUploads, oldUploads, startUpload } from './upload.store.ts';

const LOOK_MS = 15 * 60_000;

/**
 * Photos named by USN become provisional templates. The ZIP comes in parts; from its dry run on it is an import like any other.
 * @param afterErasure called after pictures or templates were erased: traces of them may be left in the database's journal.
 */
export const photoImportRoutes = (
  { db, router, work, retain }: Platform,
  { afterErasure }: { afterErasure: () => Promise<void> },
): void => {
  work('photo-check', (context) => checkPhotos(context).finally(afterErasure));
  work('photo-apply', (context) => applyPhotos(context).finally(afterErasure));
  work('photo-undo', (context) => undoPhotos(context).finally(afterErasure));
  retain({
    rule: 'photo-uploads',
    everyMs: LOOK_MS,
    due: async (on, { now }) => ({ due: (await oldUploads(on, now)).length, held: 0 }),
    erase: async (on, { now }) => {
      const erased = await forgetOldUploads(on, now);
      if (erased > 0) await afterErasure();
      return erased;
    },
  });

  router.on('startPhotoUpload', ({ body, viewer, now }) => startUpload(db, body, { actorId: viewer.personId, now }));
  router.on('addPhotoPart', async ({ params, files, viewer }) => {
    const [bytes] = files as [Buffer];
    await addPart(db, { ...params, bytes }, { actorId: viewer.personId });
    return { ok: true as const };
  });
  router.on('checkPhotoUpload', async ({ params, viewer, now }) => {
    await askToCheck(db, params.id, { actorId: viewer.personId, now });
    return viewImport(db, params.id, now);
  });
};
