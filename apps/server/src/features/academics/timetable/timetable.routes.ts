import { sql } from 'kysely';
import { audit, audited, differences } from '../../../platform/audit/index.ts';
import { type Db, likeAnyCase, type Trx, transact } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { by, on, changed as saved } from '../audit-words.ts';
import { maySeeSection, type SectionViewer } from '../sections.store.ts';
import { assertActiveSection } from '../terms/assert-active.ts';
import { changeClass, restoreClass } from './change-class.ts';
import { followTerm, isDifferent, type TimetableFollower } from './follower.ts';
import { fullOnDay } from './full-on-day.ts';
import { addHoliday, listHolidays, removeHoliday } from './holidays.store.ts';
import { deleteRoom, listRooms, saveRoom } from './rooms.store.ts';
import { removeSlot, saveSlot } from './save-slot.ts';
import { slotRow, timetableOf } from './timetable.store.ts';

const done = { ok: true as const };

/** Rooms, holidays, slots and what is different on single days. */
export const timetableRoutes = ({ db, router }: Platform, follower: TimetableFollower): void => {
  router.on('listTeachers', ({ query }) => listTeachers(db, query.search));
  router.on('listRooms', () => listRooms(db));
  router.on('createRoom', ({ body, viewer, now }) =>
    audited(db, {
      work: (trx) => saveRoom(trx, body),
      entry: ({ id }) => ({ ...by(viewer, now), ...on('room', id), action: 'room.created', details: body }),
    }),
  );
  router.on('updateRoom', ({ params: { id }, body, viewer, now }) =>
    saved(db, {
      find: async (trx) => (await listRooms(trx, id))[0],
      change: (trx) => saveRoom(trx, body, id),
      entry: (details) => ({ ...by(viewer, now), ...on('room', id), action: 'room.changed', details }),
    }),
  );
  router.on('deleteRoom', async ({ params: { id }, viewer, now }) => {
    await audited(db, {
      work: (trx) => deleteRoom(trx, id),
      entry: () => ({ ...by(viewer, now), ...on('room', id), action: 'room.removed' }),
    });
    return done;
  });

  router.on('listHolidays', ({ params }) => listHolidays(db, params.id));
  router.on('addHoliday', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      const holiday = await addHoliday(trx, { termId: params.id, fields: body });
      const sectionIds = await followTerm(trx, { termId: params.id, follower, now });
      const { personId: actorId } = viewer;
      await follower.tell(trx, { type: 'holiday', holiday, isLifted: false, sectionIds, actorId, now });
      const details = { termId: params.id, ...holiday };
      await audit(trx, { ...by(viewer, now), ...on('holiday', holiday.id), action: 'holiday.added', details });
      return holiday;
    }),
  );
  router.on('removeHoliday', ({ params, viewer, now }) =>
    transact(db, async (trx) => {
      const { termId, ...holiday } = await removeHoliday(trx, params.id);
      const sectionIds = await followTerm(trx, { termId, follower, now });
      const { personId: actorId } = viewer;
      await follower.tell(trx, { type: 'holiday', holiday, isLifted: true, sectionIds, actorId, now });
      const details = { termId, ...holiday };
      await audit(trx, { ...by(viewer, now), ...on('holiday', holiday.id), action: 'holiday.removed', details });
      return done;
    }),
  );

  router.on('getTimetable', async ({ params, viewer }) => {
    await assertSection(db, viewer, params.id);
    return timetableOf(db, params.id);
  });
  const changed = async (trx: Trx, about: { sectionId: string; actorId: string; now: number }) => {
    if (isDifferent(await follower.follow(trx, about))) await follower.tell(trx, { type: 'slots', ...about });
    return timetableOf(trx, about.sectionId);
  };
  router.on('addSlot', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      await assertSection(trx, viewer, params.id);
      const id = await saveSlot(trx, { sectionId: params.id, fields: body });
      const timetable = await changed(trx, { sectionId: params.id, actorId: viewer.personId, now });
      const details = { sectionId: params.id, ...body };
      await audit(trx, { ...by(viewer, now), ...on('slot', id), action: 'slot.added', details });
      return timetable;
    }),
  );
  router.on('updateSlot', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      const { id } = params;
      const before = await slotRow(trx, id);
      const { sectionId } = before;
      await saveSlot(trx, { sectionId, id, fields: body });
      const timetable = await changed(trx, { sectionId, actorId: viewer.personId, now });
      const details = { sectionId, ...differences({ ...before }, { ...(await slotRow(trx, id)) }) };
      await audit(trx, { ...by(viewer, now), ...on('slot', id), action: 'slot.changed', details });
      return timetable;
    }),
  );
  router.on('removeSlot', ({ params, viewer, now }) =>
    transact(db, async (trx) => {
      const { sectionId } = await slotRow(trx, params.id);
      await removeSlot(trx, { id: params.id, now });
      const timetable = await changed(trx, { sectionId, actorId: viewer.personId, now });
      const details = { sectionId };
      await audit(trx, { ...by(viewer, now), ...on('slot', params.id), action: 'slot.removed', details });
      return timetable;
    }),
  );
  router.on('setSelfOpening', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      await assertSection(trx, viewer, params.id);
      await assertActiveSection(trx, params.id);
      const { opensItself: isSelfOpening } = body;
      await trx.updateTable('section').set({ isSelfOpening }).where('id', '=', params.id).execute();
      const timetable = await timetableOf(trx, params.id);
      const details = { opensItself: isSelfOpening };
      await audit(trx, {
        ...by(viewer, now),
        ...on('section', params.id),
        action: 'section.self-opening-set',
        details,
      });
      return timetable;
    }),
  );

  router.on('changeClass', ({ params, body, viewer, now }) =>
    transact(db, async (trx) => {
      const at = { slotId: params.id, day: params.day, viewer, now };
      await changeClass(trx, { on: at, change: body, follower });
      const details = { day: params.day, ...body };
      await audit(trx, { ...by(viewer, now), ...on('slot', params.id), action: 'class.changed', details });
      const { sectionId } = await slotRow(trx, params.id);
      const full = body.moved ? await fullOnDay(trx, { slotId: params.id, day: params.day, sectionId }) : null;
      return { ...done, full };
    }),
  );
  router.on('restoreClass', ({ params, viewer, now }) =>
    transact(db, async (trx) => {
      await restoreClass(trx, { slotId: params.id, day: params.day, viewer, now }, follower);
      const details = { day: params.day };
      await audit(trx, { ...by(viewer, now), ...on('slot', params.id), action: 'class.restored', details });
      return done;
    }),
  );
};

const assertSection = async (db: Db, viewer: SectionViewer, sectionId: string): Promise<void> => {
  if (!(await maySeeSection(db, viewer, sectionId))) fail('not_found');
};

const MOST_TEACHERS = 50;

const listTeachers = (db: Db, search: string) =>
  db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('role', '=', 'faculty')
    .where('isDisabled', '=', false)
    .where('isAwaitingApproval', '=', false)
    .$if(search !== '', (query) => query.where(likeAnyCase(sql.ref('person.name'), search)))
    .orderBy('name')
    .orderBy('id')
    .limit(MOST_TEACHERS)
    .execute();
