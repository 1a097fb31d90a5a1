import type { Db, Trx } from '../../../../platform/db/index.ts';
import type { TimetableFollower } from '../../timetable/follower.ts';
import type { By, ObjectStore } from '../plan.ts';
import { termsThroughSections } from './section.ts';

export interface SlotObject {
  sectionId: string;
  weekday: number;
  startTime: string;
  endTime: string;
  repeat: 'weekly' | 'odd-weeks' | 'even-weeks';
  roomId: string | null;
  teacherId: string | null;
  fromDay: string | null;
  untilDay: string | null;
}

/** All slots that were not removed, or these. */
export const slotsById = async (db: Db, ids?: readonly string[]): Promise<Map<string, SlotObject>> => {
  const rows = await db
    .selectFrom('timetableSlot')
    .selectAll()
    .where('removedAt', 'is', null)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
    .execute();
  return new Map(rows.map(({ id, removedAt: _, ...fields }) => [id, fields]));
};

/**
 * @param follower told of every section whose slots change, in the same transaction. People are told where a class they could
 * see is different: not of a timetable that is new.
 */
export const slotObjects = (follower: TimetableFollower): ObjectStore => {
  const follow = async (trx: Trx, sectionIds: Iterable<string>, { actorId, now }: By) => {
    for (const sectionId of new Set(sectionIds)) {
      const { changed, gone } = await follower.follow(trx, { sectionId, now });
      if (actorId !== null && changed + gone > 0) await follower.tell(trx, { type: 'slots', sectionId, actorId, now });
    }
  };
  return {
    table: 'timetable_slot',
    parts: [],
    read: slotsById,
    write: async (trx, objects, by) => {
      const slots = objects as { id: string; fields: SlotObject }[];
      await trx
        .insertInto('timetableSlot')
        .values(slots.map(({ id, fields }) => ({ id, ...fields, removedAt: null })))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(({ ref }) => ({
            endTime: ref('excluded.endTime'),
            roomId: ref('excluded.roomId'),
            teacherId: ref('excluded.teacherId'),
            untilDay: ref('excluded.untilDay'),
          })),
        )
        .execute();
      await follow(
        trx,
        slots.map(({ fields }) => fields.sectionId),
        by,
      );
    },
    termsOf: termsThroughSections('timetableSlot'),
    release: async (trx, ids, by) => {
      const removed = await trx
        .updateTable('timetableSlot')
        .set({ removedAt: by.now })
        .where('id', 'in', ids)
        .returning('sectionId')
        .execute();
      await follow(
        trx,
        removed.map(({ sectionId }) => sectionId),
        by,
      );
    },
    remove: async (trx, ids) => {
      await trx.deleteFrom('timetableSlot').where('id', 'in', ids).execute();
    },
  };
};
