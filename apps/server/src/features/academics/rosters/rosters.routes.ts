import { audited } from '../../../platform/audit/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { by, on } from '../audit-words.ts';
import { maySeeSection } from '../sections.store.ts';
import { fullRooms, onePerRoom } from '../timetable/full-rooms.ts';
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
    audited(db, {
      work: async (trx) => {
        const done = await enrolStudents(trx, { sectionId: params.id, ...whom, from: chosen(from, viewer), now });
        const more = new Map([[params.id, done.planned]]);
        return { ...done, full: onePerRoom(await fullRooms(trx, { sectionIds: [params.id], more })) };
      },
      entry: ({ enrolled, planned }) => ({
        ...by(viewer, now),
        ...on('section', params.id),
        action: 'roster.enrolled',
        details: { ...whom, from: from ?? null, enrolled, planned },
      }),
    }),
  );
  router.on('dropStudent', async ({ params, body: { from }, viewer, now }) => {
    const { id: sectionId, studentId } = params;
    await audited(db, {
      work: (trx) => dropStudent(trx, { sectionId, studentId, from: chosen(from, viewer), now }),
      entry: () => ({
        ...by(viewer, now),
        ...on('section', sectionId),
        action: 'roster.dropped',
        personId: studentId,
        details: { from: from ?? null },
      }),
    });
    return { ok: true as const };
  });
  router.on('cancelPlannedEnrolment', async ({ params, viewer, now }) => {
    await audited(db, {
      work: (trx) => cancelPlan(trx, { sectionId: params.id, studentId: params.studentId }),
      entry: () => ({
        ...by(viewer, now),
        ...on('section', params.id),
        action: 'roster.plan-cancelled',
        personId: params.studentId,
      }),
    });
    return { ok: true as const };
  });
  router.on('splitIntoBatches', ({ params, body, viewer, now }) =>
    audited(db, {
      work: (trx) => splitIntoBatches(trx, { sectionId: params.id, request: body, now }),
      entry: ({ applied, batches }) =>
        applied
          ? {
              ...by(viewer, now),
              ...on('section', params.id),
              action: 'section.split',
              details: {
                batches: batches.map(({ sectionId, name, students }) => ({ sectionId, name, added: students.length })),
              },
            }
          : [],
    }),
  );
  job({ name: 'planned enrolments', everyMs: PLANNED_EVERY_MS, run: () => carryOutPlanned(db, clock()) });
};
