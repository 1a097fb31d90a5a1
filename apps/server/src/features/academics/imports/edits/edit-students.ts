import type { EditSpec } from '@smart-presence/contract';
import { chunksOf } from '../../../../platform/db/index.ts';
import { peopleByIds, studentsMatching } from '../../../accounts/index.ts';
import type { Looking } from '../lookups.ts';
import { emptyPlan, propose } from '../plan.ts';
import { given } from './given.ts';
import type { PlannedEdit } from './planned-edit.ts';

type Spec = Extract<EditSpec, { of: 'students' }>;

/** Students that match, each with the fields it gives. */
export const planStudents = async ({ filter, set }: Spec, looking: Looking): Promise<PlannedEdit> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const fields = given(set);
  if (fields.departmentId) {
    const known = await db
      .selectFrom('department')
      .select('id')
      .where('id', '=', fields.departmentId)
      .executeTakeFirst();
    if (!known) problems.add({ row: 1, column: 'department', code: 'unknown' });
  }
  const ids = await studentsMatching(db, { filter, now });
  let row = 0;
  for (const some of chunksOf(ids)) {
    const people = await peopleByIds(db, some);
    for (const id of some) {
      const before = people.get(id);
      row += 1;
      if (before) propose(plan, { kind: 'person', id, row, before, after: { ...before, ...fields } });
    }
    await breathe();
  }
  return { total: ids.length, plan };
};
