import { type Import, PHOTO_ZIP, routes } from '@smart-presence/contract';
import { call } from '../../api/client.ts';

/** A ZIP is sent in parts, so that neither side holds it whole. @param progress told the share that has arrived, 0 to 1. */
export async function sendPhotos(file: File, progress: (share: number) => void): Promise<Import> {
  const fileName = file.name.slice(-200) || 'photos.zip';
  const { id, parts } = await call(routes.startPhotoUpload, { body: { fileName, bytes: file.size } });
  for (let part = 0; part < parts; part += 1) {
    progress(part / parts);
    const bytes = file.slice(part * PHOTO_ZIP.partBytes, (part + 1) * PHOTO_ZIP.partBytes);
    await call(routes.addPhotoPart, { params: { id, part }, body: {}, files: [bytes] });
  }
  return call(routes.checkPhotoUpload, { params: { id } });
}
