import { type Db, pagesById } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';
import { rowObjects } from './row-objects.ts';
import { termsThroughSections } from './section.ts';

export interface EnrolmentObject {
  sectionId: string;
  studentId: string;
  enrolledAt: number;
  /** null while active. */
  droppedAt: number | null;
}

/** All enrolments with their ids, also those that ended, some hundred at a time. */
export const everyEnrolment = (db: Db) =>
  pagesById((after, limit) =>
    db.selectFrom('enrolment').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
  );

const { store } = rowObjects<EnrolmentObject>({
  table: 'enrolment',
  columns: ['sectionId', 'studentId', 'enrolledAt', 'droppedAt'],
  changeable: ['enrolledAt', 'droppedAt'],
});

export const enrolmentObjects: ObjectStore = {
  ...store,
  termsOf: termsThroughSections('enrolment'),
  // Off the roster first: somebody else may come back onto it in the same undoing.
  release: async (trx, ids, { now }) => {
    await trx
      .updateTable('enrolment')
      .set({ droppedAt: now })
      .where('id', 'in', ids)
      .where('droppedAt', 'is', null)
      .execute();
  },
};
