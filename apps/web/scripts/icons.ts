import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

/**
 * Draws the app's icons: a head and shoulders in the four corners of a viewfinder, with a tick. Run it after a change
 * of the drawing: `node scripts/icons.ts` in apps/web. The results are committed.
 */
const folder = new URL('../public/icons/', import.meta.url);
const ground = '#1f5296';

const drawing = `
  <g fill="none" stroke="#fff" stroke-width="26" stroke-linecap="round" stroke-linejoin="round">
    <path d="M176 104h-40a32 32 0 0 0-32 32v40M336 104h40a32 32 0 0 1 32 32v40M176 408h-40a32 32 0 0 1-32-32v-40"/>
    <circle cx="256" cy="212" r="52"/>
    <path d="M168 352c0-44 38-72 88-72 22 0 41 5 56 15"/>
    <path d="M300 372l36 36 72-80"/>
  </g>`;

/** `round`: corner radius in the 512-px square; `scale`: share of the square the drawing takes. */
const svg = ({ round, scale }: { round: number; scale: number }) => {
  const shift = (512 * (1 - scale)) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><title>Smart Presence</title><rect width="512" height="512" rx="${round}" fill="${ground}"/><g transform="translate(${shift} ${shift}) scale(${scale})">${drawing}</g></svg>`;
};

const png = (name: string, size: number, text: string) =>
  sharp(Buffer.from(text), { density: 300 }).resize(size).png().toFile(new URL(name, folder).pathname);

const framed = svg({ round: 112, scale: 1 });
// Launchers cut maskable icons to their own shape: the drawing stays inside the safe middle.
const maskable = svg({ round: 0, scale: 0.78 });

await mkdir(folder, { recursive: true });
await writeFile(new URL('icon.svg', folder), `${framed}\n`);
await png('icon-192.png', 192, framed);
await png('icon-512.png', 512, framed);
await png('icon-maskable-512.png', 512, maskable);
await png('apple-touch-icon.png', 180, maskable);
