import { stringify } from 'csv-stringify/sync';
import type { PhotoOnRoll } from './roll-output.ts';

/**
 * One row per person of the roster: `present` (best match), `unsure` (nearest candidate, for a human to look at) or `absent`.
 * Cells that a spreadsheet would take for a formula are disarmed.
 */
export function rollCsv(names: readonly string[], photos: readonly PhotoOnRoll[]): string {
  const header = ['name', 'status', 'photo', 'distance', 'margin'];
  return stringify([header, ...names.map((name) => personRow(name, photos))], { escape_formulas: true, bom: true });
}

function personRow(name: string, photos: readonly PhotoOnRoll[]): (string | number)[] {
  const matches = photos.flatMap(({ photo, matched }) =>
    matched.filter((match) => match.name === name).map((match) => ({ photo, ...match })),
  );
  const match = nearest(matches);
  if (match) return [name, 'present', match.photo, match.distance, match.margin ?? ''];
  const candidates = photos.flatMap(({ photo, unsure }) =>
    unsure.flatMap((face) => face.candidates.filter((one) => one.name === name).map((one) => ({ photo, ...one }))),
  );
  const candidate = nearest(candidates);
  return candidate ? [name, 'unsure', candidate.photo, candidate.distance, ''] : [name, 'absent', '', '', ''];
}

function nearest<T extends { distance: number }>(items: readonly T[]): T | undefined {
  return items.toSorted((a, b) => a.distance - b.distance)[0];
}
