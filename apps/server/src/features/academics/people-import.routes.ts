import { peopleCsvColumns } from '@smart-presence/contract';
import { stringify } from 'csv-stringify/sync';
import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { everyone, importPeople } from './import-people.ts';

export const peopleImportRoutes = ({ db, router }: Platform): void => {
  router.on('importPeople', ({ body, now }) => importPeople(db, { ...body, now }));
  router.on('exportPeople', async ({ reply }) => {
    void reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="people.csv"');
    return peopleCsv(db);
  });
};

/** Everyone, in the columns the import reads; cells that a spreadsheet would run as formulas are neutralised. */
export const peopleCsv = async (db: Db): Promise<string> => {
  const departments = new Map(
    (await db.selectFrom('department').select(['id', 'code']).execute()).map((d) => [d.id, d.code]),
  );
  const rows = (await everyone(db)).map(({ name, email, role, profile }) => [
    name,
    email,
    role,
    profile.usn,
    profile.departmentId && departments.get(profile.departmentId),
    profile.year,
    profile.semester,
    profile.sectionLabel,
    profile.guardianEmail,
    profile.isUnder18 ? 'yes' : 'no',
  ]);
  return stringify([[...peopleCsvColumns], ...rows], { escape_formulas: true, record_delimiter: 'windows' });
};
