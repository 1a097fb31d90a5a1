import type { Slot } from '@smart-presence/contract';

/** Where a slot is drawn in the week. Rows are of five minutes, from `firstHour` on. */
export interface PlacedSlot {
  slot: Slot;
  row: number;
  rows: number;
  /** Slots at the same time of a day stand side by side: this is number `lane` of `lanes`. */
  lane: number;
  lanes: number;
}

export const ROW_MINUTES = 5;

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The hours that hold all slots, at least from 9 to 17. */
export const hoursOf = (slots: readonly Slot[]): { first: number; last: number } => ({
  first: Math.min(9, ...slots.map(({ start }) => Math.floor(minutesOf(start) / 60))),
  last: Math.max(17, ...slots.map(({ end }) => Math.ceil(minutesOf(end) / 60))),
});

/** Slots of one day, each with its rows and lane: odd and even weeks may share a time. */
export const placeDay = (slots: readonly Slot[], firstHour: number): PlacedSlot[] => {
  const ends: number[] = [];
  const placed = slots
    .toSorted((a, b) => minutesOf(a.start) - minutesOf(b.start) || minutesOf(a.end) - minutesOf(b.end))
    .map((slot) => {
      const start = minutesOf(slot.start);
      const free = ends.findIndex((end) => end <= start);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = minutesOf(slot.end);
      const row = Math.floor((start - firstHour * 60) / ROW_MINUTES) + 1;
      return { slot, row, rows: Math.max(1, Math.ceil((minutesOf(slot.end) - start) / ROW_MINUTES)), lane, lanes: 1 };
    });
  for (const one of placed)
    one.lanes = 1 + Math.max(...placed.filter((other) => meets(one, other)).map(({ lane }) => lane));
  return placed;
};

const meets = (a: PlacedSlot, b: PlacedSlot): boolean => a.row < b.row + b.rows && b.row < a.row + a.rows;
