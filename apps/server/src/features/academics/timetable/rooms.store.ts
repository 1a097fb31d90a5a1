import type { Place, Room } from '@smart-presence/contract';
import { type Db, isForeignKeyViolation, isUniqueViolation, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { toPlace } from '../places.store.ts';

export interface RoomFields {
  name: string;
  placeId: string;
  capacity: number | null;
}

/** All rooms by place and name, or the one of this id. */
export const listRooms = async (db: Db, id?: string): Promise<Room[]> => {
  const rows = await db
    .selectFrom('room')
    .innerJoin('place', 'place.id', 'room.placeId')
    .select(['room.id', 'room.name', 'room.capacity', 'place.id as placeId', 'place.name as placeName'])
    .$if(id !== undefined, (query) => query.where('room.id', '=', id as string))
    .orderBy('place.name')
    .orderBy('room.nameKey')
    .execute();
  return rows.map(({ placeId, placeName, ...room }) => ({ ...room, place: { id: placeId, name: placeName } }));
};

/** @throws AppError `code_taken` when the place has a room of that name; `invalid_request` for an unknown place. */
export const saveRoom = async (db: Db, fields: RoomFields, id?: string): Promise<Room> => {
  const values = { ...fields, nameKey: fields.name.toLowerCase() };
  const key = id ?? newId();
  const saved = await (id
    ? db.updateTable('room').set(values).where('id', '=', id).returning('id').executeTakeFirst()
    : db
        .insertInto('room')
        .values({ id: key, ...values })
        .returning('id')
        .executeTakeFirst()
  ).catch(refuse);
  if (!saved) fail('not_found');
  const [room] = await listRooms(db, key);
  return room ?? fail('not_found');
};

const refuse = (error: unknown): never => {
  if (isUniqueViolation(error))
    fail('code_taken', { details: [{ path: 'body.name', message: 'this place has a room of that name' }] });
  if (isForeignKeyViolation(error))
    fail('invalid_request', { details: [{ path: 'body.placeId', message: 'is not a place' }] });
  throw error;
};

/** @throws AppError `in_use` when a timetable uses or used it. */
export const deleteRoom = async (db: Db, id: string): Promise<void> => {
  const gone = await db
    .deleteFrom('room')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
    .catch((error: unknown) => {
      if (isForeignKeyViolation(error))
        fail('in_use', { details: [{ path: 'room', message: 'classes of the timetable are or were held in it' }] });
      throw error;
    });
  if (!gone) fail('not_found');
};

/** Where a room is. */
export const roomPlace = async (db: Db, roomId: string): Promise<Place | null> => {
  const row = await db
    .selectFrom('room')
    .innerJoin('place', 'place.id', 'room.placeId')
    .selectAll('place')
    .where('room.id', '=', roomId)
    .executeTakeFirst();
  return row ? toPlace(row) : null;
};
