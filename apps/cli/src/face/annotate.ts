import type { Box, FaceOnRoll } from '@smart-presence/face';
import sharp from 'sharp';

export interface NamedFace {
  box: Box;
  result: FaceOnRoll;
}

export interface AnnotateProps {
  photo: Uint8Array;
  faces: readonly NamedFace[];
  /** Written as JPEG, PNG or WebP, by its extension. */
  to: string;
}

/** Colours that differ in lightness too; the shapes say the same without any colour. */
const STYLE = {
  matched: { colour: '#1a7f37', sign: '✓' },
  unsure: { colour: '#b35900', sign: '?' },
  unknown: { colour: '#c4314b', sign: '–' },
} as const;
/** Larger pictures are made smaller: the result is for looking at. */
const LONGEST_SIDE = 4096;

/**
 * Draws what was found on the photo: matched faces in a box, unsure ones in a dashed box, unknown ones in an ellipse, each with
 * a name or a sign.
 * @returns false when the machine has no font, so that names could not be drawn.
 */
export async function annotatePhoto({ photo, faces, to }: AnnotateProps): Promise<boolean> {
  const { data, info } = await sharp(photo)
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const upright = (await sharp(photo).metadata()).autoOrient;
  const scale = info.width / upright.width;
  const overlay = Buffer.from(drawing({ faces, scale, width: info.width, height: info.height }));
  await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .composite([{ input: overlay }])
    .toFormat(formatOf(to), { quality: 90 })
    .toFile(to);
  return hasFont();
}

const FORMATS = { jpg: 'jpeg', jpeg: 'jpeg', png: 'png', webp: 'webp' } as const;

/** Format that a file name asks for; undefined when it is none we write. */
export function annotationFormat(file: string): 'jpeg' | 'png' | 'webp' | undefined {
  return Object.entries(FORMATS).find(([extension]) => file.toLowerCase().endsWith(`.${extension}`))?.[1];
}

const formatOf = (file: string) => annotationFormat(file) ?? 'jpeg';

interface DrawingProps {
  faces: readonly NamedFace[];
  scale: number;
  width: number;
  height: number;
}

function drawing({ faces, scale, width, height }: DrawingProps): string {
  const unit = Math.max(width, height) / 1000;
  const marks = faces.map(({ box, result }) => {
    const [x, y, w, h] = box.map((value) => value * scale) as [number, number, number, number];
    return `<g>${outline({ x, y, w, h, unit, kind: result.kind })}${label({ x, y, w, h, unit, width, result })}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`;
}

interface OutlineProps {
  x: number;
  y: number;
  w: number;
  h: number;
  /** A thousandth of the longer side, px. */
  unit: number;
  kind: FaceOnRoll['kind'];
}

/** A white line under the coloured one keeps it visible on any ground. */
function outline({ x, y, w, h, unit, kind }: OutlineProps): string {
  const shape =
    kind === 'unknown'
      ? `<ellipse cx="${x + w / 2}" cy="${y + h / 2}" rx="${w / 2}" ry="${h / 2}"`
      : `<rect x="${x}" y="${y}" width="${w}" height="${h}"`;
  const dash = kind === 'unsure' ? ` stroke-dasharray="${unit * 8} ${unit * 5}"` : '';
  const line = (colour: string, thick: number, extra: string) =>
    `${shape} fill="none" stroke="${colour}" stroke-width="${unit * thick}"${extra}/>`;
  return line('#ffffff', 4.5, '') + line(STYLE[kind].colour, 2.5, dash);
}

function label({
  x,
  y,
  w,
  h,
  unit,
  width,
  result,
}: Omit<OutlineProps, 'kind'> & { width: number; result: FaceOnRoll }) {
  const { colour, sign } = STYLE[result.kind];
  const size = Math.max(10, unit * 15);
  const name = `${sign} ${labelText(result)}`.trim();
  // No font measures itself here: .6 of the size per letter is a safe guess for a sans-serif.
  const long = Math.min(width, name.length * size * 0.6 + size * 0.6);
  const left = Math.max(0, Math.min(width - long, x + w / 2 - long / 2));
  const below = y + h + unit * 3;
  return (
    `<rect x="${left}" y="${below}" width="${long}" height="${size * 1.35}" rx="${size * 0.2}" fill="${colour}"/>` +
    `<text x="${left + long / 2}" y="${below + size}" text-anchor="middle" textLength="${long - size * 0.6}" ` +
    `lengthAdjust="spacingAndGlyphs" font-family="sans-serif" font-size="${size}" fill="#ffffff">${escaped(name)}</text>`
  );
}

function labelText(result: FaceOnRoll): string {
  if (result.kind === 'matched') return result.id;
  return result.kind === 'unsure' ? (result.candidates[0]?.id ?? '') : '';
}

/** Text as XML takes it: markup escaped, and characters that XML forbids left out. */
function escaped(value: string): string {
  const allowed = [...value].filter((character) => (character.codePointAt(0) ?? 0) >= 0x20).join('');
  return allowed
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

async function hasFont(): Promise<boolean> {
  const probe =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="35" font-size="40">M</text></svg>';
  const { channels } = await sharp(Buffer.from(probe)).stats();
  return (channels.at(-1)?.max ?? 0) > 0;
}
