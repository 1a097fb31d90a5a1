import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { maySeeSection } from '../sections.store.ts';
import { carryOutPlanned } from './carry-out-planned.ts';
import { dropStudent } from './drop-student.ts';
import { enrolStudents } from './enrol-students.ts';
import type { ChosenDay } from './joining.ts';
import { cancelPlan } from './planned.store.ts';
import { roster } from './roster.store.ts';
import { splitIntoBatches } from './split-into-batches.ts';

const PLANNED_EVERY_MS = 20_000;

const chosen = (day: string | undefined, { personId }: { personId: string }): ChosenDay | undefined =>
  day === undefined ? undefined : { day, actorId: personId };

/** Who is in a section, and from and until when. */
export const rosterRoutes = ({ db, clock, job, router }: Platform): void => {
  router.on('getRoster', async ({ params, viewer }) => {
    if (!(await maySeeSection(db, viewer, params.id))) fail('not_found');
    return roster(db, params.id);
  });
  router.on('enrolStudents', ({ params, body: { from, ...whom }, viewer, now }) =>
    enrolStudents(db, { sectionId: params.id, ...whom, from: chosen(from, viewer), now }),
  );
  router.on('dropStudent', async ({ params, body: { from }, viewer, now }) => {
    const { id: sectionId, studentId } = params;
    await dropStudent(db, { sectionId, studentId, from: chosen(from, viewer), now });
    return { ok: true as const };
  });
  router.on('cancelPlannedEnrolment', async ({ params }) => {
    await cancelPlan(db, { sectionId: params.id, studentId: params.studentId });
    return { ok: true as const };
  });
  router.on('splitIntoBatches', ({ params, body, now }) =>
    splitIntoBatches(db, { sectionId: params.id, request: body, now }),
  );
  job({ name: 'planned enrolments', everyMs: PLANNED_EVERY_MS, run: () => carryOutPlanned(db, clock()) });
};
