import type { Link } from './links-of.ts';

export interface GatheredCase {
  members: string[];
  /** All links between its members, strongest first. */
  links: Link[];
  lastAt: number;
}

/** Together this strong, two belong to one case. */
const ENOUGH = 1;
const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * Who seems to act together: connected components of students whose links, all kinds together, are strong enough. A single weak
 * link is below that by itself, and so are several of the weakest.
 */
export const gatherCases = (links: readonly Link[]): GatheredCase[] => {
  const pairs = new Map<string, Link[]>();
  for (const link of sumAlike(links)) {
    const key = `${link.a} ${link.b}`;
    pairs.set(key, [...(pairs.get(key) ?? []), link]);
  }
  const above = new Map<string, string>();
  const top = (id: string): string => {
    let at = id;
    for (let next = above.get(at); next !== undefined && next !== at; next = above.get(at)) at = next;
    return at;
  };
  for (const [first, ...rest] of pairs.values()) {
    if (!first || [first, ...rest].reduce((sum, { strength }) => sum + strength, 0) < ENOUGH) continue;
    const [a, b] = [top(first.a), top(first.b)];
    above.set(a, a < b ? a : b);
    above.set(b, a < b ? a : b);
  }
  const members = new Map<string, string[]>();
  for (const id of above.keys()) members.set(top(id), [...(members.get(top(id)) ?? []), id]);
  const all = [...pairs.values()].flat();
  return [...members.values()].map((group) => {
    const inside = new Set(group);
    const theirs = all
      .filter(({ a, b }) => inside.has(a) && inside.has(b))
      .sort((x, y) => y.strength - x.strength || (x.a + x.b < y.a + y.b ? -1 : 1));
    return { members: group.sort(), links: theirs, lastAt: Math.max(...theirs.map(({ lastAt }) => lastAt)) };
  });
};

/** The same two in two sections, or two sections' worth of one kind, are one link. */
const sumAlike = (links: readonly Link[]): Link[] => {
  const known = new Map<string, Link>();
  for (const link of links) {
    const key = `${link.kind} ${link.a} ${link.b}`;
    const other = known.get(key);
    if (!other) {
      known.set(key, { ...link, strength: round(link.strength) });
      continue;
    }
    const of = (other.facts.of ?? 0) + (link.facts.of ?? 0);
    known.set(key, {
      ...other,
      strength: round(Math.max(other.strength, link.strength) + Math.min(other.strength, link.strength) / 2),
      firstAt: Math.min(other.firstAt, link.firstAt),
      lastAt: Math.max(other.lastAt, link.lastAt),
      facts: { ...other.facts, times: other.facts.times + link.facts.times, ...(of > 0 && { of }) },
    });
  }
  return [...known.values()];
};
