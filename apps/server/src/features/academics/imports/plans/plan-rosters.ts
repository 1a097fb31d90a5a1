import { type Db, newId } from '../../../../platform/db/index.ts';
import { dayIn, startOfDay } from '../../calendar.ts';
import { timeZone } from '../../structure.store.ts';
import { type EnrolmentObject, everyEnrolment } from '../objects/enrolment.ts';

/** What a row of a file says about a student in a section. Days are `YYYY-MM-DD`. */
export interface EnrolmentWords {
  row: number;
  sectionId: string;
  studentId: string;
  isDropped: boolean;
  enrolledOn?: string | undefined;
  droppedOn?: string | undefined;
}

/** What a row makes of an enrolment; `before` is null where it is new. */
export interface PlannedEnrolment {
  row: number;
  id: string;
  before: EnrolmentObject | null;
  after: EnrolmentObject;
}

export interface RostersAsked {
  db: Db;
  words: readonly EnrolmentWords[];
  breathe: () => Promise<void>;
  now: number;
  /** The row would put somebody into a section twice. */
  onTwice: (row: number) => void;
}

/**
 * What rows about rosters mean. A row that names the day of joining is about the enrolment that began on it, any other about the
 * one that is active; a student may leave a section and join it again. Whoever is not in the file stays.
 * @returns what each row asks for, those who leave first: then nobody is on a roster twice while it is written.
 */
export const planRosters = async (asked: RostersAsked): Promise<{ planned: PlannedEnrolment[]; idle: number }> => {
  const { db, words, breathe, now, onTwice } = asked;
  const calendar = await calendarOf(db);
  const groups = Map.groupBy(words, keyOf);
  const known = new Map<string, Known[]>();
  for await (const { id, ...enrolment } of everyEnrolment(db)) {
    const key = keyOf(enrolment);
    if (groups.has(key)) known.set(key, [...(known.get(key) ?? []), { id, enrolment }]);
    await breathe();
  }
  const planned: PlannedEnrolment[] = [];
  let idle = 0;
  for (const [key, own] of groups) {
    await breathe();
    const there = known.get(key) ?? [];
    const plans = matched({ own, there, calendar, now });
    idle += own.length - plans.length;
    if (isTwice(there, plans)) onTwice(plans.at(-1)?.row ?? 0);
    else planned.push(...plans);
  }
  return { planned: planned.sort((a, b) => orderOf(a) - orderOf(b)), idle };
};

interface Known {
  id: string;
  enrolment: EnrolmentObject;
}

const keyOf = ({ sectionId, studentId }: { sectionId: string; studentId: string }): string =>
  `${sectionId} ${studentId}`;
const orderOf = ({ after }: PlannedEnrolment): number => (after.droppedAt === null ? 1 : 0);

/** Days in the institution's zone, each computed once. */
const calendarOf = async (db: Db) => {
  const zone = await timeZone(db);
  const starts = new Map<string, number>();
  return {
    dayOf: (instant: number): string => dayIn(zone, instant),
    startOf: (day: string): number => {
      const start = starts.get(day) ?? startOfDay(zone, day);
      starts.set(day, start);
      return start;
    },
  };
};

interface Matching {
  own: readonly EnrolmentWords[];
  there: readonly Known[];
  calendar: Awaited<ReturnType<typeof calendarOf>>;
  now: number;
}

/** Rows about one student in one section with the enrolments they mean. Who is to leave and is not there, asks for nothing. */
const matched = ({ own, there, calendar, now }: Matching): PlannedEnrolment[] => {
  const { dayOf, startOf } = calendar;
  const found = new Map<EnrolmentWords, Known>();
  const take = (one: EnrolmentWords, isIt: (enrolment: EnrolmentObject) => boolean) => {
    const taken = new Set(found.values());
    const match = found.has(one) ? undefined : there.find((known) => !taken.has(known) && isIt(known.enrolment));
    if (match) found.set(one, match);
  };
  // Days first, over all rows: a row without one must not take the enrolment that another names. Who joined twice on one day
  // is told apart by having left.
  const isOn =
    (one: EnrolmentWords) =>
    ({ enrolledAt }: EnrolmentObject) =>
      dayOf(enrolledAt) === one.enrolledOn;
  for (const one of own) take(one, (there) => isOn(one)(there) && (there.droppedAt !== null) === one.isDropped);
  for (const one of own) take(one, isOn(one));
  for (const one of own)
    if (!one.isDropped || one.enrolledOn === undefined) take(one, ({ droppedAt }) => droppedAt === null);
  const plans = own.flatMap((one): PlannedEnrolment[] => {
    const { row, sectionId, studentId, enrolledOn, droppedOn, isDropped } = one;
    const match = found.get(one);
    if (!match && isDropped && enrolledOn === undefined) return [];
    const before = match?.enrolment ?? null;
    const keep = (instant: number | null | undefined, day: string | undefined, otherwise: number): number => {
      if (day === undefined) return instant ?? otherwise;
      return instant != null && dayOf(instant) === day ? instant : startOf(day);
    };
    const enrolledAt = keep(before?.enrolledAt, enrolledOn, now);
    const droppedAt = isDropped ? Math.max(enrolledAt, keep(before?.droppedAt, droppedOn, now)) : null;
    return [{ row, id: match?.id ?? newId(now), before, after: { sectionId, studentId, enrolledAt, droppedAt } }];
  });
  return apart(plans, there);
};

/** Two that begin with the same day begin a millisecond apart. */
const apart = (plans: readonly PlannedEnrolment[], there: readonly Known[]): PlannedEnrolment[] => {
  const taken = new Set(there.map(({ enrolment }) => enrolment.enrolledAt));
  return plans.map((plan) => {
    const { before, after } = plan;
    if (after.enrolledAt === before?.enrolledAt) return plan;
    let { enrolledAt } = after;
    while (taken.has(enrolledAt)) enrolledAt += 1;
    taken.add(enrolledAt);
    const droppedAt = after.droppedAt === null ? null : Math.max(enrolledAt, after.droppedAt);
    return { ...plan, after: { ...after, enrolledAt, droppedAt } };
  });
};

/** Whether somebody would be on the roster twice. */
const isTwice = (there: readonly Known[], plans: readonly PlannedEnrolment[]): boolean => {
  const changed = new Set(plans.map(({ id }) => id));
  const others = there.filter(({ id }) => !changed.has(id)).map(({ enrolment }) => enrolment);
  return [...others, ...plans.map(({ after }) => after)].filter(({ droppedAt }) => droppedAt === null).length > 1;
};
