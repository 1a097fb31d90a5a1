import { codeKey } from '../../structure.store.ts';
import { rowObjects } from './row-objects.ts';

export interface DepartmentObject {
  name: string;
  code: string;
}

/** Where departments are is not in files: it stays. */
export const { byId: departmentsById, store: departmentObjects } = rowObjects<DepartmentObject>({
  table: 'department',
  columns: ['name', 'code'],
  derived: ({ code }) => ({ codeKey: codeKey(code) }),
});
