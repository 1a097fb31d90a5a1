import type { HeldSession, PolicyData, SectionInsight, Slipping } from '@smart-presence/contract';
import { rateOf, sumOf, type Tally } from '../tallies/tally.ts';
import type { Enrolled, OverMark, OverSession } from './section-marks.store.ts';
import { slippingOf } from './slipping.ts';

export interface SectionFacts {
  /** Oldest first. */
  tallies: readonly Tally[];
  /** Likewise. */
  sessions: readonly OverSession[];
  marks: readonly OverMark[];
  /** By name. */
  enrolled: readonly Enrolled[];
  /** What marks are worth, by the version their session was opened under. */
  worth: ReadonlyMap<number, Pick<PolicyData, 'marks' | 'lateCode'>>;
}

export type SectionJudgement = Pick<SectionInsight, 'usualPercent' | 'sessions' | 'slipping' | 'punctuality'>;

/** Ways that tell when somebody came; by hand it is when the teacher wrote it down. */
const SEES_ARRIVAL: ReadonlySet<string> = new Set(['face-self', 'face-kiosk', 'room-code']);
const MINUTE_MS = 60_000;
/** Fewer sessions have nothing usual. */
const USUAL_FROM = 3;

/** What tallies and marks of a section say about its sessions and students. Pure. */
export const judgeSection = (facts: SectionFacts): SectionJudgement => {
  const minutes = minutesLateIn(facts);
  const sessions = facts.tallies.map((tally): HeldSession => {
    const { sessionId: id, openedAt, counted: of, attended, late } = tally;
    return { id, openedAt, of, attended, percent: rateOf(tally), late, minutesLate: middle(minutes.get(id) ?? []) };
  });
  const percents = sessions.flatMap(({ percent }) => percent ?? []);
  const { late, attended: came } = sumOf(facts.tallies);
  return {
    usualPercent: percents.length < USUAL_FROM ? null : median(percents),
    sessions,
    slipping: slippingIn(facts),
    punctuality: { late, came, minutesLate: middle([...minutes.values()].flat()) },
  };
};

/** Whole minutes after opening at which those late were seen, by session. */
const minutesLateIn = ({ sessions, marks, worth }: SectionFacts): Map<string, number[]> => {
  const held = new Map(sessions.map((session) => [session.id, session]));
  const minutes = new Map<string, number[]>();
  for (const { sessionId, code, method, at } of marks) {
    const session = held.get(sessionId);
    if (!session || !SEES_ARRIVAL.has(method) || code !== worth.get(session.policyVersion)?.lateCode) continue;
    const late = Math.max(0, Math.floor((at - session.openedAt) / MINUTE_MS));
    minutes.set(sessionId, [...(minutes.get(sessionId) ?? []), late]);
  }
  return minutes;
};

/** Whoever is still enrolled. Sessions from before somebody joined are not theirs, whoever wrote a mark for them. */
const slippingIn = ({ sessions, marks, enrolled, worth }: SectionFacts): Slipping[] => {
  const codes = new Map<string, Map<string, string>>();
  for (const { studentId, sessionId, code } of marks) {
    const own = codes.get(studentId) ?? new Map<string, string>();
    codes.set(studentId, own.set(sessionId, code));
  }
  const kinds = new Map(
    [...worth].map(([version, policy]) => [version, new Map(policy.marks.map((kind) => [kind.code, kind]))]),
  );
  return enrolled.flatMap(({ student, enrolledAt }) => {
    const shares = sessions.flatMap(({ id, endsAt, policyVersion }) => {
      const kind =
        endsAt < enrolledAt ? undefined : kinds.get(policyVersion)?.get(codes.get(student.id)?.get(id) ?? '');
      return kind?.counts ? [kind.attended] : [];
    });
    const said = slippingOf(shares);
    return said ? [{ student, ...said }] : [];
  });
};

const middle = (minutes: readonly number[]): number | null =>
  minutes.length === 0 ? null : Math.round(median(minutes));

/** The one in the middle, or the mean of the two there. */
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
};
