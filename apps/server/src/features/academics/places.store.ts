import type { Place } from '@smart-presence/contract';
import { type Db, isForeignKeyViolation, newId } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { kioskNamesAt } from '../accounts/index.ts';

interface PlaceRow {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  radius: number;
  networks: string;
}

export const toPlace = ({ id, name, latitude, longitude, radius, networks }: PlaceRow): Place => ({
  id,
  name,
  latitude,
  longitude,
  radius,
  networks: JSON.parse(networks) as string[],
});

export type PlaceFields = Omit<Place, 'id'>;
const toRow = (fields: PlaceFields) => ({ ...fields, networks: JSON.stringify(fields.networks) });

export const listPlaces = async (db: Db): Promise<Place[]> => {
  const rows = await db.selectFrom('place').selectAll().orderBy('name').execute();
  return rows.map(toPlace);
};

export const createPlace = async (db: Db, fields: PlaceFields): Promise<Place> => {
  const row = await db
    .insertInto('place')
    .values({ id: newId(), ...toRow(fields) })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toPlace(row);
};

export const updatePlace = async (db: Db, id: string, fields: PlaceFields): Promise<Place> => {
  const row = await db.updateTable('place').set(toRow(fields)).where('id', '=', id).returningAll().executeTakeFirst();
  return row ? toPlace(row) : fail('not_found');
};

/** @throws AppError `in_use` naming the departments that meet there, the kiosks at its doors, or its rooms. */
export const deletePlace = async (db: Db, id: string): Promise<void> => {
  const users = await db.selectFrom('department').select('name').where('placeId', '=', id).execute();
  if (users.length > 0) fail('in_use', { details: users.map(({ name }) => ({ path: 'department', message: name })) });
  const kiosks = await kioskNamesAt(db, id);
  if (kiosks.length > 0) fail('in_use', { details: kiosks.map((name) => ({ path: 'kiosk', message: name })) });
  const rooms = await db.selectFrom('room').select('name').where('placeId', '=', id).execute();
  if (rooms.length > 0) fail('in_use', { details: rooms.map(({ name }) => ({ path: 'room', message: name })) });
  try {
    const { numDeletedRows } = await db.deleteFrom('place').where('id', '=', id).executeTakeFirstOrThrow();
    if (Number(numDeletedRows) === 0) fail('not_found');
  } catch (error) {
    if (isForeignKeyViolation(error)) fail('in_use');
    throw error;
  }
};
