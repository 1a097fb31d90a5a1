/** How many different objects that are not theirs somebody asked for. */
export interface ProbeCount {
  /** @returns how many within the window, from the fifth on and whenever it is a new one; null otherwise. */
  count(personId: string, object: string, now: number): number | null;
}

const WINDOW_MS = 10 * 60_000;
/** Old bookmarks and pages left open miss one or two. */
export const PROBES = 5;
const MOST_OBJECTS = 100;
const MOST_PEOPLE = 1000;

interface Probing {
  since: number;
  objects: Set<string>;
}

/** Counted in this process, in bounded memory: each server tells of what it has seen itself. */
export const countProbes = (): ProbeCount => {
  const people = new Map<string, Probing>();
  const of = (personId: string, now: number): Probing => {
    const known = people.get(personId);
    if (known && now - known.since < WINDOW_MS) return known;
    people.delete(personId);
    const [oldest] = people.keys();
    if (people.size >= MOST_PEOPLE && oldest !== undefined) people.delete(oldest);
    const fresh = { since: now, objects: new Set<string>() };
    people.set(personId, fresh);
    return fresh;
  };
  return {
    count: (personId, object, now) => {
      if (object === '') return null;
      const { objects } = of(personId, now);
      if (objects.has(object) || objects.size >= MOST_OBJECTS) return null;
      objects.add(object);
      return objects.size >= PROBES ? objects.size : null;
    },
  };
};
