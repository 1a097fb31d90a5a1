import { type Db, newId } from '../../platform/db/index.ts';
import { type DepartmentFields, saveDepartment, type TermFields } from './structure.store.ts';

export interface FirstStructure {
  department: Pick<DepartmentFields, 'name' | 'code'>;
  term: TermFields;
}

/** The first department and term, made with the institution in one transaction. */
export const startStructure = async (trx: Db, { department, term }: FirstStructure): Promise<void> => {
  await saveDepartment(trx, { ...department, placeId: null });
  await trx
    .insertInto('term')
    .values({ id: newId(), name: term.name, startDay: term.start, endDay: term.end })
    .execute();
};
