import type { TermCensus } from '../academics/index.ts';

/** Leave that was granted, or waits for an answer, of students of a term, with a day among those given. */
export const countLeave: TermCensus['countLeave'] = async (db, { termId, cut }) => {
  if (cut.length === 0) return 0;
  const { n } = await db
    .selectFrom('studentRequest as r')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('r.kind', '=', 'leave')
    .where('r.state', '<>', 'withdrawn')
    .where((eb) => eb.or([eb('r.verdict', 'is', null), eb('r.verdict', '=', 'granted')]))
    .where((eb) =>
      eb.or(cut.map(({ start, end }) => eb.and([eb('r.firstDay', '<=', end), eb('r.lastDay', '>=', start)]))),
    )
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('enrolment')
          .innerJoin('section', 'section.id', 'enrolment.sectionId')
          .select('enrolment.id')
          .whereRef('enrolment.studentId', '=', 'r.studentId')
          .where('enrolment.droppedAt', 'is', null)
          .where('section.termId', '=', termId),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(n);
};
