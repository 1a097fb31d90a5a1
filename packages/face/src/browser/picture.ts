import type { Picture } from '../pixels.ts';

let canvas: OffscreenCanvas | undefined;

/** The pixels of a video frame. ImageData is used in place, an ImageBitmap is drawn once to read it. */
export function pictureOf(frame: ImageData | ImageBitmap): Picture {
  const { width, height, data } = frame instanceof ImageData ? frame : drawn(frame);
  return { width, height, channels: 4, data };
}

function drawn(bitmap: ImageBitmap): ImageData {
  canvas ??= new OffscreenCanvas(bitmap.width, bitmap.height);
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser cannot draw off screen');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
