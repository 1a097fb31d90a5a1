import type { ReportCell, ReportColumn } from '@smart-presence/contract';

/** Rounded down, as everywhere: 74.999 is below 75. */
export const twoDigits = (value: number): number => Math.floor(value * 100 + 1e-7) / 100;

/** `2026-08-03 09:15` on the wall clocks of a zone; with seconds: `medium`. */
export const wallClock = (zone: string, timeStyle: 'short' | 'medium' = 'short'): ((instant: number) => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle });
  return (instant) => format.format(instant);
};

/** Cells as people read them, in the zone of the institution. */
export const cellText = (zone: string): ((cell: ReportCell, type: ReportColumn['type']) => string) => {
  const time = wallClock(zone);
  return (cell, type) => {
    if (cell === null) return '';
    if (typeof cell === 'string') return cell;
    if (type === 'instant') return time(cell);
    if (type === 'percent') return `${twoDigits(cell)}%`;
    return String(twoDigits(cell));
  };
};

/** Numbers stand at the right. */
export const isNumber = ({ type }: ReportColumn): boolean => type === 'number' || type === 'percent';
