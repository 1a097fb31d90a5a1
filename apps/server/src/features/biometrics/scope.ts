import type { Db } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { teachesStudent } from '../academics/index.ts';
import { studentRefs } from '../accounts/index.ts';

/**
 * Admins may look after every student, faculty after those of the sections they teach.
 * @throws AppError `not_found` for anybody else, whether or not they exist.
 */
export const requireStudentInScope = async (db: Db, viewer: Viewer, studentId: string): Promise<void> => {
  const mayLook =
    viewer.role === 'admin' ||
    (viewer.role === 'faculty' && (await teachesStudent(db, { facultyId: viewer.personId, studentId })));
  if (!mayLook) fail('not_found');
  const students = await studentRefs(db, [studentId]);
  if (!students.has(studentId)) fail('not_found');
};
