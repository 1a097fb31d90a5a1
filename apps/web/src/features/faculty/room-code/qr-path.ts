import { encode } from 'uqr';

/** Modules of quiet around a QR code, as the standard asks for. */
const QUIET = 4;

/** Where the projector's QR code leads: the app with the code in the fragment, which is sent to no server. */
export const codeLink = (origin: string, code: string): string => `${origin}/c#${code}`;

/** A text as a QR code: one SVG path of unit squares, in a square of `size` units with its quiet zone. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const rows = data.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join(''));
  return { path: rows.join(''), size };
}
