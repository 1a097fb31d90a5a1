import { type RiskEvent, riskOf, severityOf } from '../risk.ts';
import { gatherCases } from './gather-cases.ts';
import { linksOf, type Trace } from './links-of.ts';
import { linksOfEvents, type NamingEvent } from './links-of-events.ts';

/*
 * A lecture of 500 honest students and a ring of 12, twenty sessions over ten weeks, drawn by a seed. The ring is three groups of four: each
 * time one of a group, in turn, is there and checks in for all of it. What is drawn, and from what, stands beside it; the
 * figures are guesses of the rough kind, wide on purpose, and not measurements of a college.
 */

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 7, 3, 9);
const SESSIONS = 20;
const HONEST = 500;
const GROUPS = 3;
const GROUP = 4;

/**
 * `one-phone`: the phone of who is there is used for all four. `borrowed`: the phones of the absent were handed over, one after the
 * other in the same order. `shuffled`: so, in any order and with pauses of up to two minutes. `swapped`: each checks in from a phone of the group, in any order and
 * minutes apart.
 */
export type RingStyle = 'one-phone' | 'borrowed' | 'shuffled' | 'swapped';

export interface Semester {
  traces: Trace[];
  /** Of each person, for their risk. */
  events: Map<string, RiskEvent[]>;
  naming: NamingEvent[];
  ring: ReadonlySet<string>;
  sessionEnds: number[];
}

/** Mulberry32: small, and the same on every machine. */
const drawing = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

interface Person {
  id: string;
  phone: string;
  /** Metres of noise of its receiver; null: no position, or one too vague to compare. */
  noise: number | null;
  seat: [number, number];
  /** Index of a friend they come with; -1: alone. */
  friend: number;
  /** Minutes after the beginning they usually come. */
  habit: number;
}

export const playSemester = (seed: number, style: RingStyle): Semester => {
  const draw = drawing(seed * 7919 + 17);
  const below = (n: number) => Math.floor(draw() * n);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const laplace = (scale: number) => (draw() < 0.5 ? -1 : 1) * -scale * Math.log(1 - draw());

  const people: Person[] = Array.from({ length: HONEST }, (_, index) => ({
    id: `honest-${String(index).padStart(3, '0')}`,
    phone: `phone-${index}`,
    // A third shares no position; the others' receivers are good to 3 to 25 metres. Vaguer ones leave no spot.
    noise: draw() < 0.35 ? null : 3 + 22 * draw() ** 2,
    seat: [20 * draw(), 25 * draw()],
    // Four of ten come with a friend.
    friend: index % 5 < 2 ? index - (index % 5) + (1 - (index % 5)) : -1,
    habit: draw() < 0.4 ? 0.3 * draw() : 8 * draw(),
  }));
  const ring = Array.from({ length: GROUPS * GROUP }, (_, index) => `ring-${String(index).padStart(2, '0')}`);
  const traces: Trace[] = [];
  const events = new Map<string, RiskEvent[]>();
  const naming: NamingEvent[] = [];
  const sessionEnds: number[] = [];

  const report = (id: string, event: Omit<RiskEvent, 'times'>) =>
    events.set(id, [...(events.get(id) ?? []), { ...event, times: 1 }]);
  const shared = (id: string, sessionId: string, lastAt: number) =>
    report(id, { code: 'device_shared', kind: 'shared-device', points: 8, sessionId, lastAt });
  const spotOf = ({ noise, seat: [x, y] }: Person): string | null =>
    noise === null || draw() < 0.1 ? null : `${Math.round(x + noise * normal())} ${Math.round(y + noise * normal())}`;

  for (let n = 0; n < SESSIONS; n += 1) {
    // Twice a week.
    const opens = START + Math.floor(n / 2) * 7 * DAY_MS + (n % 2) * 2 * DAY_MS;
    const sessionId = `session-${n}`;
    const end = opens + 15 * 60_000;
    sessionEnds.push(end);
    const times = new Map<number, number>();
    const timeOf = (index: number): number => {
      const known = times.get(index);
      if (known !== undefined) return known;
      const person = people[index] as Person;
      const minutes = Math.max(0.1, person.habit + 0.7 * Math.abs(normal()));
      const alone = opens + Math.min(14, minutes) * 60_000 + below(20_000);
      times.set(index, alone);
      const friend = person.friend;
      // Friends come together seven times of ten, and then check in within half a minute or so.
      if (friend >= 0 && friend > index) {
        const together = draw() < 0.7 ? alone + laplace(15_000) : undefined;
        if (together !== undefined) times.set(friend, Math.max(opens + 3000, together));
      }
      return alone;
    };
    const present = people.map(() => draw() < 0.88);
    people.forEach((person, index) => {
      const at = Math.round(timeOf(index));
      if (!present[index]) return;
      // One check-in of two hundred is made on a neighbour's phone, since one's own is empty.
      const lender = draw() < 0.005 ? people[(index + 1) % HONEST] : undefined;
      const isLent = lender && present[(index + 1) % HONEST];
      traces.push({
        sessionId,
        studentId: person.id,
        at,
        device: isLent ? lender.phone : draw() < 0.02 ? `${person.phone}-${n}` : person.phone,
        spot: spotOf(person),
      });
      if (isLent) for (const id of [person.id, lender.id]) shared(id, sessionId, at);
      // One honest check-in of a hundred is taken for a picture of a picture, and tried again.
      if (draw() < 0.01)
        report(person.id, { code: 'presentation_seen', kind: 'presentation-attack', points: 8, sessionId, lastAt: at });
    });
    // Two brothers look alike: one is now and then taken for the other.
    if (draw() < 0.05) {
      const at = opens + 60_000;
      report('honest-001', { code: 'face_of_another', kind: 'impersonation', points: 10, sessionId, lastAt: at });
      naming.push({
        code: 'face_of_another',
        personId: 'honest-001',
        others: ['honest-002'],
        sessionId,
        network: null,
        at,
      });
    }
    playRing({ n, opens, sessionId });
  }

  function playRing({ n, opens, sessionId }: { n: number; opens: number; sessionId: string }): void {
    for (let group = 0; group < GROUPS; group += 1) {
      const members = ring.slice(group * GROUP, (group + 1) * GROUP);
      const there = n % GROUP;
      const begins = opens + 30_000 + below(240_000);
      const order = members.map((_, index) => index);
      if (style !== 'borrowed') order.sort(() => draw() - 0.5);
      const phones = members.map((_, index) => index).sort(() => draw() - 0.5);
      let at = begins;
      const done: string[] = [];
      for (const index of order) {
        const pause = { 'one-phone': 40_000, borrowed: 22_000, shuffled: 60_000, swapped: 150_000 }[style];
        at += style === 'borrowed' ? pause + 2500 * normal() : pause * (0.3 + 1.4 * draw());
        const id = members[index] as string;
        const device = style === 'one-phone' ? there : style === 'swapped' ? (phones[index] as number) : index;
        const spot = `${Math.round(5 + group * 6 + 6 * normal())} ${Math.round(10 + 6 * normal())}`;
        traces.push({ sessionId, studentId: id, at: Math.round(at), device: `ring-${group}-${device}`, spot });
        if (style === 'one-phone') {
          if (done.length > 0) for (const other of [id, ...done]) shared(other, sessionId, at);
          done.push(id);
        }
      }
    }
  }
  return { traces, events, naming, ring: new Set(ring), sessionEnds };
};

/** Who is accused after a semester, by alerts of risk at the end of any session, and by cases. */
export const judgeSemester = async (seed: number, style: RingStyle) => {
  const { traces, events, naming, ring, sessionEnds } = playSemester(seed, style);
  const alerted = new Set<string>();
  for (const end of sessionEnds)
    for (const [id, theirs] of events)
      if (
        severityOf(
          riskOf(
            theirs.filter(({ lastAt }) => lastAt <= end),
            end,
          ).points,
          'person',
        )
      )
        alerted.add(id);
  const cases = gatherCases([...(await linksOf(traces)), ...linksOfEvents(naming)]);
  const inCases = new Set(cases.flatMap(({ members }) => members));
  const accused = new Set([...alerted, ...inCases]);
  const found = [...accused].filter((id) => ring.has(id)).length;
  return {
    found,
    honest: accused.size - found,
    honestAlerts: [...alerted].filter((id) => !ring.has(id)).length,
    cases,
  };
};
