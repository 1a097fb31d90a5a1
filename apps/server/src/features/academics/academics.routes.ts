import { audited } from '../../platform/audit/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { by, changed, on } from './audit-words.ts';
import { createCourse, createSectionRow, setFaculty } from './create-course.ts';
import { createPlace, deletePlace, listPlaces, updatePlace } from './places.store.ts';
import { findSection, maySeeSection, sectionsOf } from './sections.store.ts';
import {
  deleteDepartment,
  everyTerm,
  listArchivedTerms,
  listCourses,
  listDepartments,
  listTerms,
  saveCourseRow,
  saveDepartment,
  saveTerm,
} from './structure.store.ts';
import { archiveTerm, restoreTerm } from './terms/archive-term.ts';
import { assertActiveSection } from './terms/assert-active.ts';
import { changeTerm, previewTermChange } from './terms/change-term.ts';
import { rollOverTerm } from './terms/roll-over.ts';
import type { TermCensus } from './terms/term-census.ts';
import type { TimetableFollower } from './timetable/follower.ts';

/** What academics needs of features that stand on it. */
export interface AcademicsNeeds {
  /** Told of every change of a timetable, in its transaction. */
  follower: TimetableFollower;
  /** Asked before a term is given other days. */
  census: TermCensus;
}

export const academicsRoutes = ({ db, router }: Platform, { follower, census }: AcademicsNeeds): void => {
  router.on('listPlaces', () => listPlaces(db));
  router.on('createPlace', ({ body, viewer, now }) =>
    audited(db, {
      work: (trx) => createPlace(trx, body),
      entry: ({ id, ...made }) => ({ ...by(viewer, now), ...on('place', id), action: 'place.created', details: made }),
    }),
  );
  router.on('updatePlace', ({ params: { id }, body, viewer, now }) =>
    changed(db, {
      find: async (trx) => (await listPlaces(trx)).find((place) => place.id === id),
      change: (trx) => updatePlace(trx, id, body),
      entry: (details) => ({ ...by(viewer, now), ...on('place', id), action: 'place.changed', details }),
    }),
  );
  router.on('deletePlace', async ({ params: { id }, viewer, now }) => {
    await audited(db, {
      work: (trx) => deletePlace(trx, id),
      entry: () => ({ ...by(viewer, now), ...on('place', id), action: 'place.removed' }),
    });
    return { ok: true as const };
  });

  router.on('listDepartments', () => listDepartments(db));
  router.on('createDepartment', ({ body, viewer, now }) =>
    audited(db, {
      work: (trx) => saveDepartment(trx, body),
      entry: ({ id }) => ({
        ...by(viewer, now),
        ...on('department', id),
        action: 'department.created',
        details: body,
      }),
    }),
  );
  router.on('updateDepartment', ({ params: { id }, body, viewer, now }) =>
    changed(db, {
      find: async (trx) => (await listDepartments(trx, id))[0],
      change: (trx) => saveDepartment(trx, body, id),
      entry: (details) => ({ ...by(viewer, now), ...on('department', id), action: 'department.changed', details }),
    }),
  );
  router.on('deleteDepartment', async ({ params: { id }, viewer, now }) => {
    await audited(db, {
      work: (trx) => deleteDepartment(trx, id),
      entry: () => ({ ...by(viewer, now), ...on('department', id), action: 'department.removed' }),
    });
    return { ok: true as const };
  });

  router.on('listTerms', ({ now }) => listTerms(db, now));
  router.on('createTerm', ({ body, viewer, now }) =>
    audited(db, {
      work: (trx) => saveTerm(trx, { fields: body, now }),
      entry: ({ id }) => ({ ...by(viewer, now), ...on('term', id), action: 'term.created', details: body }),
    }),
  );
  router.on('updateTerm', ({ params: { id }, body, viewer, now }) =>
    changed(db, {
      find: async (trx) => (await everyTerm(trx, now)).find((term) => term.id === id),
      change: (trx) => changeTerm(trx, { termId: id, fields: body, follower, actorId: viewer.personId, now }),
      entry: (details) => ({ ...by(viewer, now), ...on('term', id), action: 'term.changed', details }),
    }),
  );
  router.on('previewTermChange', ({ params: { id }, body, viewer, now }) =>
    previewTermChange(db, { termId: id, fields: body, census, actorId: viewer.personId, now }),
  );

  router.on('listArchivedTerms', ({ now }) => listArchivedTerms(db, now));
  router.on('rollOverTerm', ({ params: { id }, body, viewer, now }) =>
    audited(db, {
      work: (trx) => rollOverTerm(trx, { termId: id, request: body, follower, now }),
      // Asked without `apply` it only says what it would do.
      entry: () =>
        body.apply ? { ...by(viewer, now), ...on('term', id), action: 'term.rolled-over', details: { ...body } } : [],
    }),
  );
  router.on('archiveTerm', ({ params: { id }, viewer, now }) =>
    audited(db, {
      work: (trx) => archiveTerm(trx, { termId: id, follower, now }),
      entry: () => ({ ...by(viewer, now), ...on('term', id), action: 'term.archived' }),
    }),
  );
  router.on('restoreTerm', ({ params: { id }, viewer, now }) =>
    audited(db, {
      work: (trx) => restoreTerm(trx, { termId: id, follower, now }),
      entry: () => ({ ...by(viewer, now), ...on('term', id), action: 'term.restored' }),
    }),
  );

  router.on('listCourses', ({ query }) => listCourses(db, query));
  router.on('createCourse', ({ body, viewer, now }) => {
    const { facultyIds, ...fields } = body;
    return audited(db, {
      work: (trx) => createCourse(trx, { fields, facultyIds, now }),
      entry: ({ id }) => ({ ...by(viewer, now), ...on('course', id), action: 'course.created', details: body }),
    });
  });
  router.on('updateCourse', ({ params: { id }, body, viewer, now }) =>
    changed(db, {
      find: async (trx) => (await listCourses(trx, { id }))[0],
      change: async (trx) => {
        await saveCourseRow(trx, body, id);
        const [course] = await listCourses(trx, { id });
        return course ?? fail('not_found');
      },
      entry: (details) => ({ ...by(viewer, now), ...on('course', id), action: 'course.changed', details }),
    }),
  );

  router.on('listSections', ({ query, viewer }) => sectionsOf(db, viewer, query));
  router.on('createSection', async ({ body, viewer, now }) => {
    const id = await audited(db, {
      work: (trx) => createSectionRow(trx, body),
      entry: (made) => ({ ...by(viewer, now), ...on('section', made), action: 'section.created', details: body }),
    });
    return (await findSection(db, viewer, id)) ?? fail('not_found');
  });
  router.on(
    'getSection',
    async ({ params, viewer }) => (await findSection(db, viewer, params.id)) ?? fail('not_found'),
  );
  router.on('updateSection', ({ params: { id }, body, viewer, now }) =>
    changed(db, {
      find: (trx) => findSection(trx, viewer, id),
      change: async (trx) => {
        if (!(await maySeeSection(trx, viewer, id))) fail('not_found');
        await assertActiveSection(trx, id);
        if (body.name !== undefined)
          await trx.updateTable('section').set({ name: body.name }).where('id', '=', id).execute();
        if (body.facultyIds !== undefined) await setFaculty(trx, { sectionId: id, facultyIds: body.facultyIds });
        return (await findSection(trx, viewer, id)) ?? fail('not_found');
      },
      entry: (details) => ({ ...by(viewer, now), ...on('section', id), action: 'section.changed', details }),
    }),
  );
};
