import type { Term, TermChangeEffect } from '@smart-presence/contract';
import { type Db, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { addDays, startOfDay } from '../calendar.ts';
import { everyTerm, saveTerm, type TermFields, timeZone } from '../structure.store.ts';
import { followTerm, type TermChange } from '../timetable/follower.ts';
import { timetabledSections } from '../timetable/holidays.store.ts';
import { type Occurrence, occurrencesOf } from '../timetable/occurrences-of.ts';
import { peopleConcerned } from '../timetable/people-concerned.ts';
import { plansOf } from '../timetable/timetable.store.ts';
import { assertActiveTerm } from './assert-active.ts';
import { cutDays } from './cut-days.ts';
import type { CutDays, Days, TermCensus } from './term-census.ts';

export interface NewDays {
  termId: string;
  fields: TermFields;
  now: number;
}

/** What other days of a term would change, counted. @throws AppError `not_found`, `term_archived`. */
export const previewTermChange = async (
  db: Db,
  { termId, fields, census, actorId, now }: NewDays & { census: TermCensus; actorId: string },
): Promise<TermChangeEffect> => {
  const before = await termOf(db, termId, now);
  await assertActiveTerm(db, termId);
  const lost = { termId, cut: cutDays(before, fields) };
  const { gone, added, sectionIds } = await classesThatDiffer(db, { termId, days: fields, now });
  const followed = new Set(isSameSpan(before, fields) ? [] : await timetabledSections(db, termId));
  const people = new Set(await peopleConcerned(db, [...sectionIds]));
  people.delete(actorId);
  return {
    classes: { gone, added },
    people: people.size,
    outside: {
      ...(await census.countSessions(db, lost)),
      ...(await countRosters(db, lost)),
      leave: await census.countLeave(db, lost),
      holidays: await countHolidays(db, lost),
    },
    standings: await census.countStandings(db, { termId, days: fields, followed, now }),
  };
};

/**
 * Gives a term other days, or another name. Timetables follow, and whoever loses or gains a class to come is told. What was opened
 * stays with its marks, whatever the days: nothing that was held depends on them.
 * @throws AppError `not_found`, `term_archived`.
 */
export const changeTerm = (
  db: Db,
  { termId, fields, follower, actorId, now }: NewDays & TermChange & { actorId: string },
): Promise<Term> =>
  transact(db, async (trx) => {
    await assertActiveTerm(trx, termId);
    const before = (await everyTerm(trx, now)).find(({ id }) => id === termId);
    // By the days before, so before they change.
    const { sectionIds } = await classesThatDiffer(trx, { termId, days: fields, now });
    const term = await saveTerm(trx, { fields, id: termId, now });
    if (before && !isSameSpan(before, fields)) await followTerm(trx, { termId, follower, now });
    if (sectionIds.size > 0)
      await follower.tell(trx, { type: 'term', term, sectionIds: [...sectionIds], actorId, now });
    return term;
  });

const isSameSpan = (a: Days, b: Days): boolean => a.start === b.start && a.end === b.end;

/** Classes to come that a term loses or gains by other days, and the sections whose they are. Cancelled ones are no loss. */
const classesThatDiffer = async (
  db: Db,
  { termId, days, now }: { termId: string; days: Days; now: number },
): Promise<{ gone: number; added: number; sectionIds: Set<string> }> => {
  const plans = await plansOf(db, { termId });
  const toCome = (classes: readonly Occurrence[]) =>
    new Map(
      classes
        .filter(({ endsAt, isCancelled }) => endsAt > now && !isCancelled)
        .map((one) => [`${one.slotId} ${one.day}`, one.sectionId]),
    );
  const before = toCome(plans.flatMap(occurrencesOf));
  const term = { startDay: days.start, endDay: days.end };
  const after = toCome(plans.flatMap((plan) => occurrencesOf({ ...plan, term })));
  const gone = [...before].filter(([key]) => !after.has(key));
  const added = [...after].filter(([key]) => !before.has(key));
  const sectionIds = new Set([...gone, ...added].map(([, sectionId]) => sectionId));
  return { gone: gone.length, added: added.length, sectionIds };
};

const termOf = async (db: Db, id: string, now: number): Promise<Term> =>
  (await everyTerm(db, now)).find((term) => term.id === id) ?? fail('not_found');

const countRosters = async (db: Db, { termId, cut }: CutDays): Promise<{ enrolments: number; planned: number }> => {
  if (cut.length === 0) return { enrolments: 0, planned: 0 };
  const zone = await timeZone(db);
  const { enrolments } = await db
    .selectFrom('enrolment')
    .innerJoin('section', 'section.id', 'enrolment.sectionId')
    .select((eb) => eb.fn.countAll<number>().as('enrolments'))
    .where('section.termId', '=', termId)
    .where('enrolment.droppedAt', 'is', null)
    .where((eb) =>
      eb.or(
        cut.map(({ start, end }) =>
          eb.and([
            eb('enrolment.enrolledAt', '>=', startOfDay(zone, start)),
            eb('enrolment.enrolledAt', '<', startOfDay(zone, addDays(end, 1))),
          ]),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  const { planned } = await db
    .selectFrom('plannedEnrolment as p')
    .innerJoin('section', 'section.id', 'p.sectionId')
    .select((eb) => eb.fn.countAll<number>().as('planned'))
    .where('section.termId', '=', termId)
    .where((eb) => eb.or(cut.map(({ start, end }) => eb.and([eb('p.day', '>=', start), eb('p.day', '<=', end)]))))
    .executeTakeFirstOrThrow();
  return { enrolments: Number(enrolments), planned: Number(planned) };
};

const countHolidays = async (db: Db, { termId, cut }: CutDays): Promise<number> => {
  if (cut.length === 0) return 0;
  const { n } = await db
    .selectFrom('holiday')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('termId', '=', termId)
    .where((eb) => eb.or(cut.map(({ start, end }) => eb.and([eb('firstDay', '<=', end), eb('lastDay', '>=', start)]))))
    .executeTakeFirstOrThrow();
  return Number(n);
};
