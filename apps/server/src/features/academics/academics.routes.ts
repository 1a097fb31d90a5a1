import { transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { createCourse, createSectionRow, setFaculty } from './create-course.ts';
import { createPlace, deletePlace, listPlaces, updatePlace } from './places.store.ts';
import { findSection, maySeeSection, sectionsOf } from './sections.store.ts';
import {
  deleteDepartment,
  listArchivedTerms,
  listCourses,
  listDepartments,
  listTerms,
  saveCourseRow,
  saveDepartment,
  saveTerm,
} from './structure.store.ts';
import { archiveTerm, restoreTerm } from './terms/archive-term.ts';
import { assertActiveSection, assertActiveTerm } from './terms/assert-active.ts';
import { rollOverTerm } from './terms/roll-over.ts';
import { followTerm, type TimetableFollower } from './timetable/follower.ts';

export const academicsRoutes = ({ db, router }: Platform, follower: TimetableFollower): void => {
  router.on('listPlaces', () => listPlaces(db));
  router.on('createPlace', ({ body }) => createPlace(db, body));
  router.on('updatePlace', ({ params, body }) => updatePlace(db, params.id, body));
  router.on('deletePlace', async ({ params }) => {
    await deletePlace(db, params.id);
    return { ok: true as const };
  });

  router.on('listDepartments', () => listDepartments(db));
  router.on('createDepartment', ({ body }) => transact(db, (trx) => saveDepartment(trx, body)));
  router.on('updateDepartment', ({ params, body }) => transact(db, (trx) => saveDepartment(trx, body, params.id)));
  router.on('deleteDepartment', async ({ params }) => {
    await transact(db, (trx) => deleteDepartment(trx, params.id));
    return { ok: true as const };
  });

  router.on('listTerms', ({ now }) => listTerms(db, now));
  router.on('createTerm', ({ body, now }) => saveTerm(db, { fields: body, now }));
  router.on('updateTerm', ({ params, body, now }) =>
    transact(db, async (trx) => {
      await assertActiveTerm(trx, params.id);
      const term = await saveTerm(trx, { fields: body, id: params.id, now });
      await followTerm(trx, { termId: params.id, follower, now });
      return term;
    }),
  );

  router.on('listArchivedTerms', ({ now }) => listArchivedTerms(db, now));
  router.on('rollOverTerm', ({ params, body, now }) =>
    rollOverTerm(db, { termId: params.id, request: body, follower, now }),
  );
  router.on('archiveTerm', ({ params, now }) => archiveTerm(db, { termId: params.id, follower, now }));
  router.on('restoreTerm', ({ params, now }) => restoreTerm(db, { termId: params.id, follower, now }));

  router.on('listCourses', ({ query }) => listCourses(db, query));
  router.on('createCourse', ({ body, now }) => {
    const { facultyIds, ...fields } = body;
    return createCourse(db, { fields, facultyIds, now });
  });
  router.on('updateCourse', async ({ params, body }) => {
    await saveCourseRow(db, body, params.id);
    const [course] = await listCourses(db, { id: params.id });
    return course ?? fail('not_found');
  });

  router.on('listSections', ({ query, viewer }) => sectionsOf(db, viewer, query));
  router.on('createSection', async ({ body, viewer }) => {
    const id = await transact(db, (trx) => createSectionRow(trx, body));
    return (await findSection(db, viewer, id)) ?? fail('not_found');
  });
  router.on(
    'getSection',
    async ({ params, viewer }) => (await findSection(db, viewer, params.id)) ?? fail('not_found'),
  );
  router.on('updateSection', async ({ params, body, viewer }) => {
    await transact(db, async (trx) => {
      if (!(await maySeeSection(trx, viewer, params.id))) fail('not_found');
      await assertActiveSection(trx, params.id);
      if (body.name !== undefined)
        await trx.updateTable('section').set({ name: body.name }).where('id', '=', params.id).execute();
      if (body.facultyIds !== undefined) await setFaculty(trx, { sectionId: params.id, facultyIds: body.facultyIds });
    });
    return (await findSection(db, viewer, params.id)) ?? fail('not_found');
  });
};
