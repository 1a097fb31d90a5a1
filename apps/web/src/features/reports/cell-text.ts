import type { ReportCell, ReportColumn } from '@smart-presence/contract';
import { formatInstant } from '../../ui/format-time.ts';

/** Rounded down, as everywhere: 74.999 is below 75. */
const twoDigits = (value: number): number => Math.floor(value * 100 + 1e-7) / 100;

/** A cell as people read it, in the zone of the institution. */
export const cellText = (cell: ReportCell, { type, zone }: { type: ReportColumn['type']; zone: string }): string => {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (type === 'instant') return formatInstant(cell, zone);
  return type === 'percent' ? `${twoDigits(cell)}%` : String(twoDigits(cell));
};
