import { routes } from '@smart-presence/contract';
import { encodeJpeg } from '../../../camera/frame-grabber.ts';

const accepted = new Set(['image/jpeg', 'image/png', 'image/webp']);
const { max: most, maxBytes } = routes.proposeFromPhotos.body.files;
/** Photos that have to be written anew keep at most this many pixels on their longer side. */
const longestSide = 4096;

export const mostPhotos = most;

/**
 * Makes a photo one the server takes: JPEG, PNG and WebP go as they are; others that this browser can read (a
 * phone's HEIC, say) and too large ones are written anew as JPEG.
 * @returns null when the browser cannot read it.
 */
export async function preparePhoto(file: Blob): Promise<Blob | null> {
  if (accepted.has(file.type) && file.size <= maxBytes) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await encodeJpeg(canvas, 0.92);
  } catch {
    return null;
  }
}
