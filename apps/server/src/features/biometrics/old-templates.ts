import type { ExpressionBuilder } from 'kysely';
import { type Db, type Schema, transact } from '../../platform/db/index.ts';
import { PORTION, type RetentionWork } from '../../platform/retention/index.ts';
import { dayIn, timeZone } from '../academics/index.ts';
import { eraseTemplate } from './erase-template.ts';

/**
 * Templates of students who left: whose last class ended, by a dropped enrolment or with its term, so many days ago, and who are planned into
 * none. Somebody whose account is merely disabled has not left. Each erasure stands in the ledger, and in the audit log by its event.
 */
export const leaversTemplates = (afterErasure: () => Promise<void>): RetentionWork => ({
  rule: 'leaver-templates',
  due: async (db, { before }) => {
    const { n } = await (await leavers(db, before))
      .select((eb) => eb.fn.count<number>('template.personId').distinct().as('n'))
      .executeTakeFirstOrThrow();
    return { due: Number(n), held: 0 };
  },
  erase: async (db, { before, now }) => {
    const left = await (await leavers(db, before))
      .select('template.personId')
      .distinct()
      .orderBy('template.personId')
      .limit(PORTION)
      .execute();
    let erased = 0;
    for (const { personId } of left) if (await eraseIfLeft(db, { personId, before, now })) erased += 1;
    if (erased > 0) await afterErasure();
    return left.length < PORTION ? erased : PORTION;
  },
});

/** Another server may have been here, or they have come back. */
const eraseIfLeft = (db: Db, { personId, before, now }: { personId: string; before: number; now: number }) =>
  transact(db, async (trx) => {
    const still = await (await leavers(trx, before))
      .select('template.id')
      .where('template.personId', '=', personId)
      .executeTakeFirst();
    if (still) await eraseTemplate(trx, { personId, actorId: null, now });
    return still !== undefined;
  });

const leavers = async (db: Db, before: number) => {
  const lastDay = dayIn(await timeZone(db), before);
  const isEnrolled = (eb: ExpressionBuilder<Schema, 'template'>) =>
    eb
      .selectFrom('enrolment')
      .innerJoin('section', 'section.id', 'enrolment.sectionId')
      .innerJoin('term', 'term.id', 'section.termId')
      .select('enrolment.id')
      .whereRef('enrolment.studentId', '=', 'template.personId')
      .where((on) => on.or([on('enrolment.droppedAt', 'is', null), on('enrolment.droppedAt', '>', before)]))
      .where('term.endDay', '>=', lastDay);
  const isPlanned = (eb: ExpressionBuilder<Schema, 'template'>) =>
    eb
      .selectFrom('plannedEnrolment')
      .select('plannedEnrolment.id')
      .whereRef('plannedEnrolment.studentId', '=', 'template.personId')
      .where('plannedEnrolment.kind', '=', 'enrol');
  return (
    db
      .selectFrom('template')
      // Who enrolled a face lately will be in a class soon.
      .where('template.createdAt', '<=', before)
      .where((eb) => eb.not(eb.exists(isEnrolled(eb))))
      .where((eb) => eb.not(eb.exists(isPlanned(eb))))
  );
};
