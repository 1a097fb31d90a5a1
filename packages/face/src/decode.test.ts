import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { DEFAULT_LIMITS, openPicture } from './decode.ts';
import { portrait } from './testing/fixtures.ts';
import type { FaceErrorCode } from './types.ts';

/** Opens and decodes as the engine would. */
const decode = async (bytes: Uint8Array, longSide = 640) => (await openPicture(bytes)).atLeast(longSide);
const refusal = (code: FaceErrorCode) => ({ name: 'FaceError', code });

describe('decoding', () => {
  let jpeg: Buffer;
  let png: Buffer;
  let webp: Buffer;
  before(async () => {
    jpeg = await portrait();
    [png, webp] = await Promise.all([sharp(jpeg).png().toBuffer(), sharp(jpeg).webp().toBuffer()]);
  });

  test('an empty file is empty', () => assert.rejects(openPicture(new Uint8Array()), refusal('image_empty')));

  test('content decides what a file is, not its name: text, GIF and SVG are not read', async () => {
    const gif = Buffer.from('GIF89a\x01\x00\x01\x00');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const bytes of [gif, svg, Buffer.from('I am a photo, honestly.'), Buffer.of(0xff)]) {
      await assert.rejects(openPicture(bytes), refusal('image_type_unsupported'));
    }
  });

  test('a picture cut anywhere is truncated, whatever its format', async () => {
    const progressive = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
    for (const whole of [jpeg, progressive, png, webp]) {
      for (const share of [0.02, 0.3, 0.7, 0.999]) {
        await assert.rejects(decode(whole.subarray(0, Math.floor(whole.length * share))), refusal('image_truncated'));
      }
    }
  });

  test('damage in the middle of a PNG is unreadable, not truncated', async () => {
    const damaged = Buffer.from(png).fill(7, 5000, 5400);
    await assert.rejects(decode(damaged), refusal('image_unreadable'));
  });

  test('a header alone is never enough', async () => {
    for (const start of [
      [0xff, 0xd8, 0xff],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ]) {
      await assert.rejects(decode(Buffer.from(start)), { name: 'FaceError' });
    }
  });

  test('limits hold before decoding: bytes and pixels', async () => {
    const bytes = { ...DEFAULT_LIMITS, maxBytes: jpeg.length - 1 };
    await assert.rejects(openPicture(jpeg, bytes), refusal('image_too_large'));
    const pixels = { ...DEFAULT_LIMITS, maxPixels: 480 * 560 - 1 };
    await assert.rejects(openPicture(jpeg, pixels), refusal('image_too_large'));
    assert.equal((await openPicture(jpeg, { maxBytes: jpeg.length, maxPixels: 480 * 560 })).width, 480);
  });

  test('a PNG that claims 12,000 × 12,000 pixels is refused by its header', async () => {
    const claim = Buffer.from(png);
    claim.writeUInt32BE(12_000, 16);
    claim.writeUInt32BE(12_000, 20);
    claim.writeUInt32BE(crc32(claim.subarray(12, 29)), 29);
    await assert.rejects(openPicture(claim), refusal('image_too_large'));
  });

  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`EXIF orientation ${orientation}: the picture comes upright`, async () => {
      const upright = await sharp(Buffer.of(...CORNERS), { raw: { width: 2, height: 3, channels: 3 } })
        .resize(32, 48, { kernel: 'nearest' })
        .png()
        .toBuffer();
      const stored = await sharp(await UNDO[orientation]!(sharp(upright)).toBuffer())
        .withMetadata({ orientation })
        .png()
        .toBuffer();
      const source = await openPicture(stored);
      assert.deepEqual([source.width, source.height], [32, 48]);
      const { width, height, data } = await source.atLeast(48);
      assert.deepEqual([width, height], [32, 48]);
      const corner = (x: number, y: number) => [...data.subarray((y * 32 + x) * 3, (y * 32 + x) * 3 + 3)];
      assert.deepEqual([...corner(1, 1), ...corner(30, 1), ...corner(1, 46)], [...RED, ...GREEN, ...BLUE]);
    });
  }

  test('grey, CMYK, 16-bit, palette and transparent pictures all become RGB', async () => {
    const variants = [
      sharp(jpeg).grayscale().jpeg(),
      sharp(jpeg).toColourspace('cmyk').jpeg(),
      sharp(jpeg).toColourspace('rgb16').png(),
      sharp(jpeg).png({ palette: true }),
      sharp(jpeg).ensureAlpha(0.5).png(),
    ];
    for (const variant of variants) {
      const picture = await decode(await variant.toBuffer());
      assert.deepEqual([picture.width, picture.height, picture.channels], [480, 560, 3]);
      assert.equal(picture.data.length, 480 * 560 * 3);
    }
  });

  test('a copy is never smaller than asked for, nor much larger than needed', async () => {
    const large = await sharp(jpeg).resize(2400, 2800).jpeg().toBuffer();
    for (const [asked, got] of [
      [300, 350],
      [640, 700],
      [1400, 1400],
      [1401, 2800],
      [9999, 2800],
    ] as const) {
      const picture = await decode(large, asked);
      assert.equal(Math.max(picture.width, picture.height), got);
    }
  });
});

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
/** Two columns, three rows: red and green above, blue below left. */
const CORNERS = [...RED, ...GREEN, 0, 0, 0, 0, 0, 0, ...BLUE, 0, 0, 0];

/** What a camera did to the upright picture before it wrote that orientation. sharp mirrors before it turns. */
const UNDO: Record<number, (image: Sharp) => Sharp> = {
  1: (image) => image,
  2: (image) => image.flop(),
  3: (image) => image.rotate(180),
  4: (image) => image.flip(),
  5: (image) => image.flop().rotate(270),
  6: (image) => image.rotate(270),
  7: (image) => image.flop().rotate(90),
  8: (image) => image.rotate(90),
};

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
