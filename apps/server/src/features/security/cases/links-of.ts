import type { CaseLink, LinkKind } from '@smart-presence/contract';
import { atLeast } from './at-least.ts';

/** How one check-in was made. */
export interface Trace {
  sessionId: string;
  studentId: string;
  at: number;
  device: string | null;
  spot: string | null;
}

/** What speaks for two students acting together; `a` before `b`. */
export type Link = CaseLink;

/** A device of more students belongs to a room, and says nothing beyond one session. */
const MOST_OWNERS = 5;
/** The same device so often is a case. A phone lent once is a fifth of it. */
const DEVICE_TIMES = 5;
/** More students at one spot stand in a crowd. */
const MOST_AT_SPOT = 4;
const SPOT_TIMES = 5;
/** Measured by chance, once in a while: with nothing else it is never a case. */
const SPOT_AT_MOST = 0.9;
/** Fewer sessions together show no habit. */
const FEWEST_TOGETHER = 8;
/** Two who arrive together check in within minutes; whoever holds both phones always needs about as long. */
const FAR_APART_MS = 180_000;
const SAME_PAUSE_MS = 10_000;
/** How often friends who come together hit the same ten seconds, at most: far more than was ever seen of them. */
const FRIENDS_SHARE = 0.35;
/** One in a million is a case. */
const CHANCE_DIGITS = 6;
/** Weaker than that nobody needs to hear of it. */
const SAID_FROM = 0.3;
const AT_MOST = 2;

/** Lets others run in between; a lecture of five hundred has more pairs than a server may look at in one go. */
export type Breathe = () => Promise<unknown> | undefined;

/** Everything that links students of one section, by how they checked in there. The order of traces is all one. */
export const linksOf = async (traces: readonly Trace[], breathe: Breathe = () => undefined): Promise<Link[]> => {
  const students = [...new Set(traces.map(({ studentId }) => studentId))].sort();
  const indexOf = new Map(students.map((id, index) => [id, index]));
  const pairs = new Map<number, Pair>();
  const keyOf = (a: number, b: number): number => a * students.length + b;
  const pairOf: PairOf = (one, other) => {
    const [a, b] = [indexOf.get(one.studentId) as number, indexOf.get(other.studentId) as number].sort(
      (x, y) => x - y,
    ) as [number, number];
    const known = pairs.get(keyOf(a, b));
    if (known) return known;
    const pair = { a: students[a] as string, b: students[b] as string, gaps: [], spots: [], devices: [] };
    pairs.set(keyOf(a, b), pair);
    return pair;
  };
  for (const session of groupBy(traces, ({ sessionId }) => sessionId).values()) {
    noteNear(session, pairOf);
    noteSpots(session, pairOf);
    await breathe();
  }
  noteDevices(traces, pairOf);
  const sessionsOf = new Map(
    [...groupBy(traces, ({ studentId }) => studentId)].map(([id, theirs]) => [id, sessionsIn(theirs)]),
  );
  const links: Link[] = [];
  let looked = 0;
  for (const pair of pairs.values()) {
    looked += 1;
    if (looked % 1000 === 0) await breathe();
    const isHabit = pair.gaps.length >= 2 * FEWEST_TOGETHER;
    if (!isHabit && pair.spots.length < 2 && pair.devices.length === 0) continue;
    const theirs = sessionsOf.get(pair.b);
    const of = [...(sessionsOf.get(pair.a) ?? [])].filter((id) => theirs?.has(id)).length;
    links.push(...deviceLink(pair), ...spotLink(pair, of), ...lockStepLink(pair, of));
  }
  return links;
};

const sessionsIn = (traces: readonly Trace[]): Set<string> => new Set(traces.map(({ sessionId }) => sessionId));

interface Pair {
  a: string;
  b: string;
  /** From `a` to `b` where they were near in time, and when: two numbers for each session. */
  gaps: number[];
  spots: number[];
  devices: number[];
}
type PairOf = (one: Trace, other: Trace) => Pair;

const groupBy = <T>(list: readonly T[], key: (item: T) => string | null): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const of = key(item);
    if (of === null) continue;
    const group = groups.get(of);
    if (group) group.push(item);
    else groups.set(of, [item]);
  }
  return groups;
};

const noteNear = (session: readonly Trace[], pairOf: PairOf): void => {
  const inTime = session.toSorted((one, other) => one.at - other.at);
  inTime.forEach((one, index) => {
    for (let next = index + 1; next < inTime.length; next += 1) {
      const other = inTime[next] as Trace;
      const gap = other.at - one.at;
      if (gap > FAR_APART_MS) return;
      pairOf(one, other).gaps.push(one.studentId < other.studentId ? gap : -gap, other.at);
    }
  });
};

const noteSpots = (session: readonly Trace[], pairOf: PairOf): void => {
  for (const near of groupBy(session, ({ spot }) => spot).values()) {
    if (near.length > MOST_AT_SPOT) continue;
    near.forEach((one, index) => {
      for (const other of near.slice(index + 1)) pairOf(one, other).spots.push(Math.max(one.at, other.at));
    });
  }
};

/** On one device as often as both of them used it; of one that is many people's, within one session alone. */
const noteDevices = (traces: readonly Trace[], pairOf: PairOf): void => {
  for (const uses of groupBy(traces, ({ device }) => device).values()) {
    const users = [...groupBy(uses, ({ studentId }) => studentId).values()];
    if (users.length < 2) continue;
    const isRooms = users.length > MOST_OWNERS;
    users.forEach((mine, index) => {
      for (const theirs of users.slice(index + 1)) {
        const [one, other] = [mine[0] as Trace, theirs[0] as Trace];
        const times = isRooms ? togetherOn(mine, theirs) : fewerOf(mine, theirs);
        if (times.length > 0) pairOf(one, other).devices.push(...times);
      }
    });
  }
};

const togetherOn = (mine: readonly Trace[], theirs: readonly Trace[]): number[] => {
  const sessions = new Set(mine.map(({ sessionId }) => sessionId));
  return theirs.filter(({ sessionId }) => sessions.has(sessionId)).map(({ at }) => at);
};

const fewerOf = (mine: readonly Trace[], theirs: readonly Trace[]): number[] =>
  (mine.length < theirs.length ? mine : theirs).map(({ at }) => at);

const link = (
  { a, b }: Pair,
  props: { kind: LinkKind; strength: number; when: readonly number[]; facts: Link['facts'] },
): Link => ({
  kind: props.kind,
  a,
  b,
  strength: Math.min(AT_MOST, props.strength),
  firstAt: Math.min(...props.when),
  lastAt: Math.max(...props.when),
  facts: props.facts,
});

const deviceLink = (pair: Pair): Link[] => {
  const times = pair.devices.length;
  if (times === 0) return [];
  return [link(pair, { kind: 'device', strength: times / DEVICE_TIMES, when: pair.devices, facts: { times } })];
};

const spotLink = (pair: Pair, of: number): Link[] => {
  const times = pair.spots.length;
  if (times < 2) return [];
  const strength = Math.min(SPOT_AT_MOST, times / SPOT_TIMES);
  const facts = { times, of };
  return [link(pair, { kind: 'spot', strength, when: pair.spots, facts })];
};

/** Always the same pause between the two, session after session: more often than friends who come together would. */
const lockStepLink = (pair: Pair, of: number): Link[] => {
  const near: { gap: number; at: number }[] = [];
  for (let i = 0; i < pair.gaps.length; i += 2)
    near.push({ gap: pair.gaps[i] as number, at: pair.gaps[i + 1] as number });
  if (near.length < FEWEST_TOGETHER) return [];
  near.sort((x, y) => x.gap - y.gap);
  let [from, times] = [0, 0];
  for (let first = 0, next = 0; first < near.length; first += 1) {
    while (next < near.length && (near[next]?.gap ?? 0) <= (near[first]?.gap ?? 0) + SAME_PAUSE_MS) next += 1;
    if (next - first > times) [from, times] = [first, next - first];
  }
  const strength = -Math.log10(atLeast({ hits: times, of, share: FRIENDS_SHARE })) / CHANCE_DIGITS;
  if (strength < SAID_FROM) return [];
  const best = near.slice(from, from + times);
  const facts = { times, of, seconds: Math.abs(Math.round((best[times >> 1]?.gap ?? 0) / 1000)) };
  return [link(pair, { kind: 'lock-step', strength, when: best.map(({ at }) => at), facts })];
};
