import sharp from 'sharp';

export interface Change {
  /** Of the side. */
  scale: number;
  /** Pixels cut off at the left and at the top. */
  shift: number;
  brightness: number;
  /** Standard deviation of the noise that is laid over it, of 255. */
  noise: number;
  /** Of the JPEG. */
  quality: number;
}

/** A picture as another camera, or the same one later, would have it. */
export async function changed(picture: Buffer, { scale, shift, brightness, noise, quality }: Change): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const cut = { left: shift, top: shift, width: width - shift, height: height - shift };
  const size = { width: Math.round(cut.width * scale), height: Math.round(cut.height * scale) };
  const grain = await sharp({
    create: { ...size, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: noise } },
  })
    .png()
    .toBuffer();
  const base = await sharp(picture)
    .extract(cut)
    .resize(size)
    .modulate({ brightness })
    .toColourspace('srgb')
    .png()
    .toBuffer();
  // Soft light with noise around the middle grey makes pixels a little darker or brighter.
  return sharp(base)
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality })
    .toBuffer();
}

export const SNAPSHOT: Change = { scale: 0.97, shift: 9, brightness: 1.03, noise: 10, quality: 80 };

/** Five crops of one face: nearer and farther, to a side, in other light. */
export const CROPS: readonly Change[] = [
  { scale: 1.06, shift: 3, brightness: 0.95, noise: 6, quality: 88 },
  { scale: 0.94, shift: 6, brightness: 1.06, noise: 9, quality: 75 },
  { scale: 1.12, shift: 1, brightness: 1, noise: 12, quality: 82 },
  { scale: 0.9, shift: 4, brightness: 0.9, noise: 4, quality: 92 },
  { scale: 1, shift: 8, brightness: 1.1, noise: 8, quality: 70 },
];
