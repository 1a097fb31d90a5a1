import type { AuditSubjectKind } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';

export interface Subject {
  kind: AuditSubjectKind;
  id: string;
}

type NamedTable = 'person' | 'place' | 'department' | 'term' | 'course' | 'room' | 'holiday';

/** Where things of a kind have their names; kiosks are accounts. */
const tables: Partial<Record<AuditSubjectKind, NamedTable>> = {
  person: 'person',
  kiosk: 'person',
  place: 'place',
  department: 'department',
  term: 'term',
  course: 'course',
  room: 'room',
  holiday: 'holiday',
};

/** Names of what entries are about, by id, as they are called today; what is gone has none. */
export const namesOf = async (db: Db, subjects: readonly Subject[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>();
  for (const [kind, some] of Map.groupBy(subjects, (subject) => subject.kind)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    const table = tables[kind];
    if (table) for (const { id, name } of await named(db, table, ids)) names.set(id, name);
    if (kind === 'section') for (const { id, name } of await sections(db, ids)) names.set(id, name);
  }
  return names;
};

const named = (db: Db, table: NamedTable, ids: readonly string[]): Promise<{ id: string; name: string }[]> =>
  db
    .selectFrom(table as 'person')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();

const sections = async (db: Db, ids: readonly string[]): Promise<{ id: string; name: string }[]> => {
  const rows = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['section.id', 'section.name', 'course.code'])
    .where('section.id', 'in', ids)
    .execute();
  return rows.map(({ id, name, code }) => ({ id, name: `${code} ${name}` }));
};
