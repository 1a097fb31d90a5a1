import type { Platform } from '../../../platform/platform.ts';
import type { TimetableFollower } from '../timetable/follower.ts';
import type { ObjectStores } from './apply-changes.ts';
import { exportCsv } from './export-csv.ts';
import { countOldImports, forgetOldImports, listImports, viewImport } from './imports.store.ts';
import { courseObjects } from './objects/course.ts';
import { departmentObjects } from './objects/department.ts';
import { enrolmentObjects } from './objects/enrolment.ts';
import { oneRosterIdObjects } from './objects/one-roster-id.ts';
import { personObjects } from './objects/person.ts';
import { sectionObjects } from './objects/section.ts';
import { slotObjects } from './objects/slot.ts';
import { termObjects } from './objects/term.ts';
import { exportBundle } from './one-roster/export-bundle.ts';
import { applyImport, checkImport, undoImport } from './run-import.ts';
import { askToApply, askToUndo, recheckImport, startEdit, startImport } from './start-import.ts';

const HOUR_MS = 3_600_000;

/** What imports write, by kind. */
export const objectStores = (follower: TimetableFollower): ObjectStores => ({
  department: departmentObjects,
  term: termObjects,
  oneRosterId: oneRosterIdObjects,
  person: personObjects,
  course: courseObjects,
  section: sectionObjects,
  enrolment: enrolmentObjects,
  slot: slotObjects(follower),
});

export const importRoutes = (platform: Platform, follower: TimetableFollower): void => {
  const { db, router, work, retain } = platform;
  const stores = objectStores(follower);
  work('import-check', checkImport);
  work('import-apply', (context) => applyImport(context, stores));
  work('import-undo', (context) => undoImport(context, stores));
  retain({
    rule: 'imports',
    everyMs: HOUR_MS,
    due: async (on, { before, now }) => ({ due: await countOldImports(on, { before, now }), held: 0 }),
    erase: (on, { now }) => forgetOldImports(on, now),
  });

  router.on('startImport', async ({ body, files, viewer, now }) => {
    const [bytes] = files as [Buffer];
    const id = await startImport(db, { ...body, bytes }, { actorId: viewer.personId, now });
    return viewImport(db, id, now);
  });
  router.on('startEdit', async ({ body, viewer, now }) => {
    const id = await startEdit(db, body, { actorId: viewer.personId, now });
    return viewImport(db, id, now);
  });
  router.on('listImports', ({ query, now }) => listImports(db, { ...query, now }));
  router.on('getImport', ({ params, now }) => viewImport(db, params.id, now));
  router.on('checkImport', async ({ params, body, viewer, now }) => {
    await recheckImport(db, { id: params.id, mapping: body.mapping }, { actorId: viewer.personId, now });
    return viewImport(db, params.id, now);
  });
  router.on('applyImport', async ({ params, viewer, now }) => {
    await askToApply(db, params.id, { actorId: viewer.personId, now });
    return viewImport(db, params.id, now);
  });
  router.on('undoImport', async ({ params, viewer, now }) => {
    await askToUndo(db, params.id, { actorId: viewer.personId, now });
    return viewImport(db, params.id, now);
  });
  router.on('exportOneRoster', async ({ reply }) => {
    const zip = await exportBundle(db);
    await reply.type('application/zip').header('content-disposition', 'attachment; filename="oneroster.zip"').send(zip);
    return undefined;
  });
  router.on('exportCsv', ({ params, reply }) => {
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${params.kind}.csv"`);
    return exportCsv(db, params.kind);
  });
};
