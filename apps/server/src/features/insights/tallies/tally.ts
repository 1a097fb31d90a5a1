import type { MarkMethod, PolicyData } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import type { Schema } from '../../../platform/db/index.ts';
import type { OpenReviews } from '../../attendance/index.ts';

/** One session that is over, in numbers; the columns say what each is. */
export type Tally = Omit<Selectable<Schema['sessionTally']>, 'revision'>;

/** What is counted of a session, or summed up over several. */
export type Counts = Omit<Tally, 'sessionId' | 'sectionId' | 'termId' | 'openedAt' | 'day' | 'hour'>;

export const methodColumns: Readonly<Record<MarkMethod, keyof Counts>> = {
  'face-self': 'faceSelf',
  'face-kiosk': 'faceKiosk',
  'class-photo': 'classPhoto',
  'room-code': 'roomCode',
  manual: 'manual',
  clock: 'clock',
};

export const countNames = [
  ...(['roster', 'marked', 'counted', 'attended', 'late', 'absent', 'excused', 'review'] as const),
  ...(['faceSelf', 'faceKiosk', 'classPhoto', 'roomCode', 'manual', 'clock'] as const),
] satisfies readonly (keyof Counts)[];

export const noCounts = (): Counts => Object.fromEntries(countNames.map((name) => [name, 0])) as unknown as Counts;

export interface CountedMarks {
  code: string;
  method: MarkMethod;
  /** How many students have this mark this way. */
  n: number;
}

/**
 * What marks come to under the policy that their session was opened under. A mark that the policy does not know, or that does
 * not count, is excused; attended is whatever is worth anything.
 */
export const countMarks = (marks: readonly CountedMarks[], policy: PolicyData, reviews: OpenReviews): Counts => {
  const kinds = new Map(policy.marks.map((kind) => [kind.code, kind]));
  const counts = noCounts();
  for (const { code, method, n } of marks) {
    const kind = kinds.get(code);
    counts.marked += n;
    if (!kind?.counts) counts.excused += n;
    else if (kind.attended === 0) counts.absent += n;
    else {
      counts.attended += n;
      counts[methodColumns[method]] += n;
      if (code === policy.lateCode && code !== policy.presentCode) counts.late += n;
    }
  }
  counts.counted = counts.attended + counts.absent;
  counts.review = reviews.all;
  counts.roster = counts.marked + reviews.unmarked;
  return counts;
};

/** Share of what counts that was attended, 0 to 100; null where nothing counts. */
export const rateOf = ({ attended, counted }: Pick<Counts, 'attended' | 'counted'>): number | null =>
  counted === 0 ? null : (100 * attended) / counted;

/** Share of those who attended who came late, 0 to 100; null where nobody attended. */
export const lateRateOf = ({ late, attended }: Pick<Counts, 'late' | 'attended'>): number | null =>
  attended === 0 ? null : (100 * late) / attended;

export const sumOf = (tallies: Iterable<Counts>): Counts & { sessions: number } => {
  const total = { ...noCounts(), sessions: 0 };
  for (const tally of tallies) {
    total.sessions += 1;
    for (const name of countNames) total[name] += tally[name];
  }
  return total;
};
