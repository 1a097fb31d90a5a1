interface Held {
  section: { id: string };
  openedAt: number;
}

const minutesOfWeek = 7 * 24 * 60;
const nearMinutes = 45;

/**
 * Sections whose recent sessions were opened on this weekday and around this time, nearest first: what a teacher most
 * likely wants to open now, as long as there is no timetable to tell.
 * @param now ms UTC. Weeks have the same length in UTC as in any zone, but for the day the clocks change.
 */
export function usualNow(recent: readonly Held[], now: number): string[] {
  const distances = new Map<string, number>();
  for (const { section, openedAt } of recent) {
    const apart = Math.round((now - openedAt) / 60_000);
    // The very session held today is not a habit.
    if (apart < minutesOfWeek / 2) continue;
    const rest = apart % minutesOfWeek;
    const distance = Math.min(rest, minutesOfWeek - rest);
    if (distance <= nearMinutes) distances.set(section.id, Math.min(distance, distances.get(section.id) ?? distance));
  }
  return [...distances].sort((a, b) => a[1] - b[1]).map(([id]) => id);
}
