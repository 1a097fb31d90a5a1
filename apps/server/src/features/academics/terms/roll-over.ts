import type { RollOverInput, RollOverReport } from '@smart-presence/contract';
import type { z } from 'zod';
import { chunksOf, type Db, inChunks, newId, oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { saveTerm } from '../structure.store.ts';
import type { TimetableFollower } from '../timetable/follower.ts';
import type { PlannedSlot } from '../timetable/occurrences-of.ts';
import { assertActiveTerm } from './assert-active.ts';
import { planSlots, type RolledSlots } from './plan-roll-over.ts';

export interface RollOver {
  /** The old term; an archived one will do. */
  termId: string;
  request: z.output<typeof RollOverInput>;
  follower: TimetableFollower;
  now: number;
}

/**
 * Makes a term from an old one: sections with their settings and who teaches them, their timetables, and their students when
 * that is wanted. What the new term has already stays as it is, so doing it again changes nothing. Nobody is told: a term in
 * preparation is no news, and its classes are announced as they come near.
 * @throws AppError `not_found`; `invalid_request` when a section is not of the old term, or the new one has other days;
 * `term_archived` for the new one.
 */
export const rollOverTerm = (db: Db, { termId, request, follower, now }: RollOver): Promise<RollOverReport> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'roll-over');
    const from =
      (await trx.selectFrom('term').selectAll().where('id', '=', termId).executeTakeFirst()) ?? fail('not_found');
    const target = await findTarget(trx, { termId, term: request.term });
    const chosen = await chosenSections(trx, { termId, sectionIds: request.sectionIds });
    const { fresh, already } = await missingIn(trx, { targetId: target, chosen });
    const into = { startDay: request.term.start, endDay: request.term.end };
    const slots = request.withTimetable ? await slotsOf(trx, fresh) : new Map<string, PlannedSlot[]>();
    const teaching = await facultyOf(trx, fresh);
    const students = request.withStudents ? await studentsOf(trx, fresh) : new Map<string, string[]>();
    const plans = fresh.map((section) => ({
      section,
      slots: planSlots({ slots: slots.get(section.id) ?? [], from, into }),
      faculty: (teaching.get(section.id) ?? []).filter(canTeach),
      students: students.get(section.id) ?? [],
    }));
    const { apply } = request;
    const madeIn = apply ? (target ?? (await saveTerm(trx, { fields: request.term, now })).id) : target;
    if (apply && madeIn) await make(trx, { plans, termId: madeIn, follower, now });
    const labelOf = ({ courseCode, name }: ChosenSection) => ({ courseCode, name });
    return {
      termId: madeIn ?? null,
      sections: fresh.length,
      already,
      slots: plans.reduce((sum, plan) => sum + plan.slots.kept.length, 0),
      students: plans.reduce((sum, plan) => sum + plan.students.length, 0),
      slotsLeftOut: plans.flatMap(({ section, slots: { leftOut } }) =>
        leftOut.map(({ slot: { weekday, startTime: start, endTime: end }, reason }) => ({
          section: labelOf(section),
          weekday,
          start,
          end,
          reason,
        })),
      ),
      teachersLeftOut: fresh.flatMap((section) =>
        (teaching.get(section.id) ?? [])
          .filter((person) => !canTeach(person))
          .map(({ name }) => ({ section: labelOf(section), name })),
      ),
      applied: apply,
    };
  });

/** The term of that name, if there is one. */
const findTarget = async (
  trx: Trx,
  { termId, term }: { termId: string; term: RollOver['request']['term'] },
): Promise<string | undefined> => {
  const named = await trx.selectFrom('term').selectAll().where('name', '=', term.name).executeTakeFirst();
  if (!named) return undefined;
  if (named.id === termId)
    fail('invalid_request', { details: [{ path: 'body.term.name', message: 'is the name of the old term' }] });
  if (named.startDay !== term.start || named.endDay !== term.end)
    fail('invalid_request', {
      details: [{ path: 'body.term.start', message: `${named.name} is from ${named.startDay} to ${named.endDay}` }],
    });
  await assertActiveTerm(trx, named.id);
  return named.id;
};

const chosenSections = async (
  trx: Trx,
  { termId, sectionIds }: { termId: string; sectionIds: readonly string[] | undefined },
) => {
  const all = await trx
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .selectAll('section')
    .select('course.code as courseCode')
    .where('section.termId', '=', termId)
    .orderBy('course.codeKey')
    .orderBy('section.name')
    .execute();
  if (!sectionIds) return all;
  const wanted = new Set(sectionIds);
  const chosen = all.filter(({ id }) => wanted.has(id));
  if (chosen.length !== wanted.size)
    fail('invalid_request', { details: [{ path: 'body.sectionIds', message: 'names a section of another term' }] });
  return chosen;
};

type ChosenSection = Awaited<ReturnType<typeof chosenSections>>[number];

/** Those that were not made from before, and whose name is free in their course. */
const missingIn = async (
  trx: Trx,
  { targetId, chosen }: { targetId: string | undefined; chosen: readonly ChosenSection[] },
) => {
  const there = targetId
    ? await trx
        .selectFrom('section')
        .select(['courseId', 'name', 'rolledFromId'])
        .where('termId', '=', targetId)
        .execute()
    : [];
  const origins = new Set(there.map(({ rolledFromId }) => rolledFromId));
  const names = new Set(there.map(({ courseId, name }) => `${courseId} ${name}`));
  const fresh = chosen.filter(({ id, courseId, name }) => !origins.has(id) && !names.has(`${courseId} ${name}`));
  return { fresh, already: chosen.length - fresh.length };
};

const idsOf = (sections: readonly { id: string }[]): string[] => sections.map(({ id }) => id);

const slotsOf = async (trx: Trx, sections: readonly ChosenSection[]): Promise<Map<string, PlannedSlot[]>> => {
  const rows = await inChunks(idsOf(sections), (ids) =>
    trx
      .selectFrom('timetableSlot as s')
      .leftJoin('person', 'person.id', 's.teacherId')
      .selectAll('s')
      .select(['person.role', 'person.isDisabled'])
      .where('s.sectionId', 'in', ids)
      .where('s.removedAt', 'is', null)
      .orderBy('s.weekday')
      .orderBy('s.startTime')
      .orderBy('s.id')
      .execute(),
  );
  const slots = rows.map(({ role, isDisabled, removedAt: _, ...slot }) => ({
    ...slot,
    // Whoever taught it may have left: then it is whoever teaches the section.
    teacherId: role !== null && canTeach({ role, isDisabled: isDisabled ?? false }) ? slot.teacherId : null,
  }));
  return Map.groupBy(slots, ({ sectionId }) => sectionId);
};

const canTeach = ({ role, isDisabled }: { role: string; isDisabled: boolean }): boolean =>
  !isDisabled && (role === 'faculty' || role === 'admin');

const facultyOf = async (trx: Trx, sections: readonly ChosenSection[]) =>
  Map.groupBy(
    await inChunks(idsOf(sections), (ids) =>
      trx
        .selectFrom('sectionFaculty')
        .innerJoin('person', 'person.id', 'sectionFaculty.personId')
        .select(['sectionFaculty.sectionId', 'person.id', 'person.name', 'person.role', 'person.isDisabled'])
        .where('sectionFaculty.sectionId', 'in', ids)
        .orderBy('person.name')
        .execute(),
    ),
    ({ sectionId }) => sectionId,
  );

const studentsOf = async (trx: Trx, sections: readonly ChosenSection[]): Promise<Map<string, string[]>> => {
  const rows = await inChunks(idsOf(sections), (ids) =>
    trx
      .selectFrom('enrolment')
      .innerJoin('person', 'person.id', 'enrolment.studentId')
      .select(['enrolment.sectionId', 'enrolment.studentId'])
      .where('enrolment.sectionId', 'in', ids)
      .where('enrolment.droppedAt', 'is', null)
      .where('person.isDisabled', '=', false)
      .where('person.role', '=', 'student')
      .execute(),
  );
  const bySection = new Map<string, string[]>();
  for (const { sectionId, studentId } of rows)
    bySection.set(sectionId, [...(bySection.get(sectionId) ?? []), studentId]);
  return bySection;
};

interface SectionPlan {
  section: ChosenSection;
  slots: RolledSlots;
  faculty: readonly { id: string }[];
  students: readonly string[];
}

interface Making {
  plans: readonly SectionPlan[];
  termId: string;
  follower: TimetableFollower;
  now: number;
}

const make = async (trx: Trx, { plans, termId, follower, now }: Making): Promise<void> => {
  const newIds = new Map(plans.map(({ section }) => [section.id, newId()]));
  const idOf = (section: ChosenSection): string => newIds.get(section.id) as string;
  // A batch comes after the section whose batch it is.
  const ordered = plans.toSorted((a, b) => Number(a.section.batchOfId !== null) - Number(b.section.batchOfId !== null));
  const sections = ordered.map(({ section }) => ({
    id: idOf(section),
    courseId: section.courseId,
    termId,
    name: section.name,
    isSelfOpening: section.isSelfOpening,
    rolledFromId: section.id,
    batchOfId: section.batchOfId === null ? null : (newIds.get(section.batchOfId) ?? null),
  }));
  for (const some of chunksOf(sections)) await trx.insertInto('section').values(some).execute();
  const faculty = plans.flatMap(({ section, faculty }) =>
    faculty.map((person) => ({ sectionId: idOf(section), personId: person.id })),
  );
  for (const some of chunksOf(faculty)) await trx.insertInto('sectionFaculty').values(some).execute();
  const slots = plans.flatMap(({ section, slots }) =>
    slots.kept.map((slot) => ({ ...slot, id: newId(), sectionId: idOf(section), removedAt: null })),
  );
  for (const some of chunksOf(slots)) await trx.insertInto('timetableSlot').values(some).execute();
  const enrolments = plans.flatMap(({ section, students }) =>
    students.map((studentId) => ({
      id: newId(now),
      sectionId: idOf(section),
      studentId,
      enrolledAt: now,
      droppedAt: null,
    })),
  );
  for (const some of chunksOf(enrolments)) await trx.insertInto('enrolment').values(some).execute();
  for (const { section, slots } of plans)
    if (slots.kept.length > 0) await follower.follow(trx, { sectionId: idOf(section), now });
};
