import { codeKey } from '../../structure.store.ts';
import { rowObjects } from './row-objects.ts';

export interface CourseObject {
  code: string;
  name: string;
  departmentId: string;
  prescribedHours: number | null;
}

export const { byId: coursesById, store: courseObjects } = rowObjects<CourseObject>({
  table: 'course',
  columns: ['code', 'name', 'departmentId', 'prescribedHours'],
  derived: ({ code }) => ({ codeKey: codeKey(code) }),
});
