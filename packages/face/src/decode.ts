import sharp, { type Sharp } from 'sharp';
import type { PictureSource } from './engine.ts';
import { FaceError } from './errors.ts';
import type { Picture } from './pixels.ts';

export interface DecodeLimits {
  maxBytes: number;
  maxPixels: number;
}

export const DEFAULT_LIMITS: DecodeLimits = { maxBytes: 25 * 2 ** 20, maxPixels: 60e6 };

type Format = 'jpeg' | 'png' | 'webp';

/** Reads the header and refuses what is empty, too large or no JPEG, PNG or WebP, before any pixel is decoded. */
export async function openPicture(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_LIMITS): Promise<PictureSource> {
  if (bytes.length === 0) throw new FaceError('image_empty', 'The picture has no bytes.');
  if (bytes.length > limits.maxBytes) {
    throw new FaceError(
      'image_too_large',
      `The picture has ${bytes.length} bytes; at most ${limits.maxBytes} are read.`,
    );
  }
  const format = formatOf(bytes);
  if (!format) throw new FaceError('image_type_unsupported', 'Only JPEG, PNG and WebP pictures are read.');
  const { width, height, turned } = await readHeader(bytes, format);
  if (width * height > limits.maxPixels) {
    throw new FaceError(
      'image_too_large',
      `The picture is ${width} × ${height}; at most ${limits.maxPixels} pixels are read.`,
    );
  }
  const upright = turned ? { width: height, height: width } : { width, height };
  const options = { limitInputPixels: limits.maxPixels, failOn: 'error', sequentialRead: true } as const;
  return {
    ...upright,
    atLeast: (longSide) =>
      decode(sharp(bytes, options), { ...upright, longSide }).catch((cause: unknown) => {
        throw unreadable(cause, bytes, format);
      }),
  };
}

/** What the content is, by its first bytes; names and declared types are not trusted. */
function formatOf(bytes: Uint8Array): Format | undefined {
  const starts = (at: number, ...expected: number[]) => expected.every((byte, i) => bytes[at + i] === byte);
  if (starts(0, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'webp';
  return undefined;
}

/** EXIF orientations 5 to 8 swap width and height. */
async function readHeader(
  bytes: Uint8Array,
  format: Format,
): Promise<{ width: number; height: number; turned: boolean }> {
  try {
    const { width, height, orientation } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height, turned: (orientation ?? 1) >= 5 };
  } catch (cause) {
    throw unreadable(cause, bytes, format);
  }
}

interface DecodeProps {
  width: number;
  height: number;
  longSide: number;
}

async function decode(image: Sharp, { width, height, longSide }: DecodeProps): Promise<Picture> {
  const whole = Math.max(width, height);
  const share = decodedSide(whole, longSide) / whole;
  let upright = image.autoOrient();
  if (share < 1) upright = upright.resize(Math.ceil(width * share), Math.ceil(height * share), { fit: 'fill' });
  const { data, info } = await upright.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** No copy in memory is longer than this, unless more is asked for. */
const LONG = 4608;

/**
 * A JPEG decodes to ½, ¼ or ⅛ almost for free, so the smallest of these that is large enough is taken; what would
 * still be very large is scaled to the wanted length while it streams through.
 */
function decodedSide(whole: number, wanted: number): number {
  const factor = [8, 4, 2].find((candidate) => whole / candidate >= wanted) ?? 1;
  const side = whole / factor;
  return side > LONG ? Math.min(side, Math.max(wanted, LONG)) : side;
}

function unreadable(cause: unknown, bytes: Uint8Array, format: Format): FaceError {
  if (endsEarly(cause, bytes, format)) {
    return new FaceError('image_truncated', 'The picture ends too early; it was not received whole.', { cause });
  }
  return new FaceError('image_unreadable', 'The picture is damaged and cannot be decoded.', { cause });
}

/** Whether the end is missing: the JPEG decoder says so, a PNG lacks its last chunk, a WebP is shorter than it claims. */
function endsEarly(cause: unknown, bytes: Uint8Array, format: Format): boolean {
  const tail = (length: number) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-length);
  if (format === 'jpeg') return cause instanceof Error && /premature end/i.test(cause.message);
  if (format === 'png') return !tail(64).includes('IEND');
  return bytes.length < 12 || tail(bytes.length).readUInt32LE(4) + 8 > bytes.length;
}
