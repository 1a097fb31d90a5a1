import type { Told } from './live-event.ts';

/** The newest events in memory, so that a short absence costs no query. */
export interface RecentEvents {
  add(told: Told): void;
  /** Whether everything after `id` is still here. */
  covers(id: number): boolean;
  after(id: number): Told[];
}

/**
 * @param start id of the newest event before the first one added.
 * @param capacity how many events are kept.
 */
export const recentEvents = (start: number, capacity: number): RecentEvents => {
  let floor = start;
  let kept: Told[] = [];
  return {
    add: (told) => {
      kept.push(told);
      // Cut in bulk: moving the whole list for each event would cost more than twice the memory does.
      if (kept.length < capacity * 2) return;
      floor = kept[kept.length - capacity - 1]?.id ?? floor;
      kept = kept.slice(-capacity);
    },
    covers: (id) => id >= floor,
    after: (id) => kept.filter((told) => told.id > id),
  };
};
