import type { Db } from '../../../platform/db/index.ts';
import { everyPerson, type PersonFields } from '../../accounts/index.ts';
import { codeKey, currentTermId } from '../structure.store.ts';
import { archivedTerms } from '../terms/assert-active.ts';
import { type CourseObject, coursesById } from './objects/course.ts';
import { type SectionObject, sectionsById } from './objects/section.ts';
import type { Problems } from './plan.ts';

export interface Looking {
  db: Db;
  problems: Problems;
  breathe: () => Promise<void>;
  now: number;
}

export const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Everybody, by what files call them. */
export interface KnownPeople {
  byId: Map<string, PersonFields>;
  byUsn: Map<string, string>;
  byEmail: Map<string, string>;
}

export const knownPeople = async ({ db, breathe }: Looking): Promise<KnownPeople> => {
  const known: KnownPeople = { byId: new Map(), byUsn: new Map(), byEmail: new Map() };
  for await (const [id, person] of everyPerson(db)) {
    known.byId.set(id, person);
    if (person.usn !== null) known.byUsn.set(codeKey(person.usn), id);
    if (person.email !== null) known.byEmail.set(person.email, id);
    await breathe();
  }
  return known;
};

/** Ids of departments by the key of their code. */
export const knownDepartments = async (db: Db): Promise<Map<string, string>> =>
  new Map(
    (await db.selectFrom('department').select(['id', 'codeKey']).execute()).map(({ id, codeKey }) => [codeKey, id]),
  );

export interface KnownCourses {
  byId: Map<string, CourseObject>;
  byCode: Map<string, string>;
}

export const knownCourses = async (db: Db): Promise<KnownCourses> => {
  const byId = await coursesById(db);
  return { byId, byCode: new Map([...byId].map(([id, { code }]) => [codeKey(code), id])) };
};

export interface KnownTerms {
  current: string | undefined;
  /** By folded name; an archived term is meant only where no other has the name. */
  byName: Map<string, string[]>;
  byId: Map<string, { name: string; startDay: string; endDay: string }>;
  archived: ReadonlySet<string>;
}

export const knownTerms = async ({ db, now }: Looking): Promise<KnownTerms> => {
  const archived = await archivedTerms(db);
  const rows = await db.selectFrom('term').selectAll().execute();
  const named = (own: typeof rows) => groupIds(own.map(({ id, name }) => [foldName(name), id]));
  return {
    current: await currentTermId(db, now),
    byName: new Map([
      ...named(rows.filter(({ id }) => archived.has(id))),
      ...named(rows.filter(({ id }) => !archived.has(id))),
    ]),
    archived,
    byId: new Map(rows.map(({ id, name, startDay, endDay }) => [id, { name, startDay, endDay }])),
  };
};

export const groupIds = (pairs: Iterable<[name: string, id: string]>): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const [name, id] of pairs) {
    const group = groups.get(name);
    if (group) group.push(id);
    else groups.set(name, [id]);
  }
  return groups;
};

/** What a row says about the section it means. */
export interface SectionWords {
  course?: string | undefined;
  term?: string | undefined;
  section?: string | undefined;
}

export interface KnownSections {
  sections: Map<string, SectionObject>;
  courses: KnownCourses;
  terms: KnownTerms;
  /** The course and term a row means; a row without a term means the current one. Problems are told. */
  courseInTerm: (row: number, words: SectionWords) => { courseId: string; termId: string } | undefined;
  /** For `propose`: refuses a row that would change an archived term. */
  refusal: (row: number, termId: string | undefined) => (() => void) | undefined;
  /** The section a row means; without a name, the only one of its course in the term. Problems are told. */
  find: (row: number, words: SectionWords) => string | undefined;
}

export const knownSections = async (looking: Looking): Promise<KnownSections> => {
  const { db, problems } = looking;
  const [sections, courses, terms] = [await sectionsById(db), await knownCourses(db), await knownTerms(looking)];
  const key = (courseId: string, termId: string) => `${courseId} ${termId}`;
  const byCourse = groupIds([...sections].map(([id, one]) => [key(one.courseId, one.termId), id]));

  const courseInTerm = (row: number, { course = '', term }: SectionWords) => {
    const courseId = courses.byCode.get(codeKey(course));
    if (!courseId) return problems.add({ row, column: 'course', code: 'unknown', value: course });
    const termIds =
      term === undefined ? [terms.current].filter((id) => id !== undefined) : terms.byName.get(foldName(term));
    const [termId, ...others] = termIds ?? [];
    if (!termId) return problems.add({ row, column: 'term', code: 'unknown', value: term ?? '' });
    if (others.length > 0) return problems.add({ row, column: 'term', code: 'ambiguous', value: term ?? '' });
    return { courseId, termId };
  };
  return {
    sections,
    courses,
    terms,
    refusal: (row, termId = '') =>
      terms.archived.has(termId)
        ? () => problems.add({ row, column: 'term', code: 'archived_term', value: terms.byId.get(termId)?.name ?? '' })
        : undefined,
    courseInTerm: (row, words) => courseInTerm(row, words) ?? undefined,
    find: (row, words) => {
      const found = courseInTerm(row, words);
      if (!found) return undefined;
      const all = byCourse.get(key(found.courseId, found.termId)) ?? [];
      const name = words.section;
      const exact = name === undefined ? all : all.filter((id) => sections.get(id)?.name === name);
      const fitting =
        exact.length > 0 || name === undefined
          ? exact
          : all.filter((id) => foldName(sections.get(id)?.name ?? '') === foldName(name));
      const [sectionId, ...others] = fitting;
      if (!sectionId) problems.add({ row, column: 'section', code: 'unknown', value: name ?? '' });
      else if (others.length > 0) problems.add({ row, column: 'section', code: 'ambiguous', value: name ?? '' });
      else return sectionId;
      return undefined;
    },
  };
};

/** Ids of teachers by e-mail. Problems are told; undefined when there is one. */
export const knownTeachers = async ({ db, problems }: Looking) => {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'email', 'role', 'isDisabled'])
    .where('role', 'in', ['faculty', 'admin'])
    .where('email', 'is not', null)
    .execute();
  const byEmail = new Map(rows.map((row) => [row.email, row]));
  /** @param kept who teaches there already, and may go on though disabled. */
  return (at: { row: number; column: string }, email: string, kept: readonly string[]): string | undefined => {
    const person = byEmail.get(email);
    if (!person) problems.add({ ...at, code: 'unknown', value: email });
    else if (person.isDisabled && !kept.includes(person.id))
      problems.add({ ...at, code: 'cannot_teach', value: email });
    else return person.id;
    return undefined;
  };
};
