import { counted, rounded } from '../output.ts';
import type { NamedFace } from './annotate.ts';

/** What one photo says, as `--json` prints it. `margin` is null when the roster has one person only. */
export interface PhotoOnRoll {
  photo: string;
  matched: { name: string; box: number[]; distance: number; margin: number | null }[];
  unsure: { box: number[]; candidates: { name: string; distance: number }[] }[];
  unknown: { box: number[] }[];
}

export function photoOnRoll(photo: string, faces: readonly NamedFace[]): PhotoOnRoll {
  const result: PhotoOnRoll = { photo, matched: [], unsure: [], unknown: [] };
  for (const { box: place, result: face } of faces) {
    const box = place.map((value) => rounded(value, 2));
    if (face.kind === 'matched') {
      const margin = face.margin === null ? null : rounded(face.margin, 4);
      result.matched.push({ name: face.id, box, distance: rounded(face.distance, 4), margin });
    } else if (face.kind === 'unsure') {
      const candidates = face.candidates.map(({ id, distance }) => ({ name: id, distance: rounded(distance, 4) }));
      result.unsure.push({ box, candidates });
    } else result.unknown.push({ box });
  }
  return result;
}

export function photoForPeople({ photo, matched, unsure, unknown }: PhotoOnRoll): string {
  const faces = matched.length + unsure.length + unknown.length;
  const title = `${photo}: ${counted(faces, 'face')}: ${matched.length} matched, ${unsure.length} unsure, ${unknown.length} unknown`;
  const at = (box: readonly number[]) => `at ${Math.round(box[0] ?? 0)}, ${Math.round(box[1] ?? 0)}`;
  return [
    title,
    ...matched.map(({ name, box, distance }) => `  ✓ ${name}, distance ${distance.toFixed(2)}, ${at(box)}`),
    ...unsure.map(({ box, candidates }) => {
      const names = candidates.map(({ name, distance }) => `${name} (${distance.toFixed(2)})`).join(' or ');
      return `  ? perhaps ${names}, ${at(box)}`;
    }),
    ...unknown.map(({ box }) => `  – unknown, ${at(box)}`),
  ].join('\n');
}

export function rollForPeople({ present, absent }: { present: readonly string[]; absent: readonly string[] }): string {
  const list = (names: readonly string[]) => (names.length > 0 ? `: ${names.join(', ')}` : '');
  return `Present ${present.length}${list(present)}\nAbsent ${absent.length}${list(absent)}`;
}
