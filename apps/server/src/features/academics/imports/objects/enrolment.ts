import type { Db } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';

export interface EnrolmentObject {
  sectionId: string;
  studentId: string;
  enrolledAt: number;
  /** null while active. */
  droppedAt: number | null;
}

const PAGE = 1000;

/** Every active enrolment, some hundred at a time. */
export async function* activeEnrolments(db: Db): AsyncGenerator<[id: string, enrolment: EnrolmentObject]> {
  for (let after = ''; ; ) {
    const page = await db
      .selectFrom('enrolment')
      .selectAll()
      .where('id', '>', after)
      .where('droppedAt', 'is', null)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, ...fields } of page) yield [id, fields];
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = last.id;
  }
}

export const enrolmentObjects: ObjectStore = {
  table: 'enrolment',
  parts: [],
  read: async (trx, ids) => {
    const rows = await trx.selectFrom('enrolment').selectAll().where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, ...fields }) => [id, fields]));
  },
  write: async (trx, objects) => {
    await trx
      .insertInto('enrolment')
      .values((objects as { id: string; fields: EnrolmentObject }[]).map(({ id, fields }) => ({ id, ...fields })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({ droppedAt: ref('excluded.droppedAt') })),
      )
      .execute();
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('enrolment').where('id', 'in', ids).execute();
  },
};
