import type { Report } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { currentTermId } from '../../academics/index.ts';

/** Who a report is made for: what they may not see is not in it. */
export interface ReportViewer {
  personId: string;
  role: string;
}

export interface Making {
  db: Db;
  viewer: ReportViewer;
  now: number;
}

/** What a kind says; the rest is the same for all. */
export type Said = Pick<Report, 'title' | 'facts' | 'parts' | 'notes'>;

export interface Term {
  id: string;
  name: string;
  startDay: string;
  endDay: string;
}

/** The term asked for, or the current one. @throws AppError `not_found`. */
export const termFor = async ({ db, now }: Making, termId: string | undefined): Promise<Term> => {
  const id = termId ?? (await currentTermId(db, now));
  const term =
    id === undefined
      ? undefined
      : await db
          .selectFrom('term')
          .select(['id', 'name', 'startDay', 'endDay'])
          .where('id', '=', id)
          .executeTakeFirst();
  return term ?? fail('not_found');
};

/** `on-duty` is `On duty`. */
export const words = (code: string): string => {
  const text = code.replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const ROUNDED = 'Percentages are rounded down: 74.99% is below 75%.';
