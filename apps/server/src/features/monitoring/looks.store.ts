import type { RoomView } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { picturesOf } from './pictures/room-pictures.store.ts';

export type StoredLook = RoomView['looks'][number];

/** Looks of a session with who was seen in each, oldest first. Four queries. */
export const looksOf = async (
  db: Db,
  sessionId: string,
  now: number,
): Promise<{ look: StoredLook; seen: ReadonlySet<string> }[]> => {
  const rows = await db
    .selectFrom('roomSnapshot')
    .select(['id', 'cameraId', 'takenAt', 'fault', 'faces', 'unsure', 'unknown'])
    .where('sessionId', '=', sessionId)
    .orderBy('takenAt')
    .orderBy('id')
    .execute();
  const sightings = await db
    .selectFrom('roomSighting')
    .innerJoin('roomSnapshot', 'roomSnapshot.id', 'roomSighting.snapshotId')
    .select(['roomSighting.snapshotId', 'roomSighting.studentId'])
    .where('roomSnapshot.sessionId', '=', sessionId)
    .execute();
  const seenIn = Map.groupBy(sightings, ({ snapshotId }) => snapshotId);
  const pictures = await picturesOf(db, sessionId, now);
  return rows.map(({ takenAt, ...row }) => {
    const seen = new Set((seenIn.get(row.id) ?? []).map(({ studentId }) => studentId));
    const matched = row.fault === null ? seen.size : null;
    return { look: { ...row, at: takenAt, matched, picture: pictures.get(row.id) ?? null }, seen };
  });
};

/** Cameras in a room, and those that took these looks wherever they are now. */
export const camerasOf = async (
  db: Db,
  { roomId, ids }: { roomId: string | null; ids: readonly string[] },
): Promise<(RoomView['cameras'][number] & { isHere: boolean })[]> => {
  if (roomId === null && ids.length === 0) return [];
  const rows = await db
    .selectFrom('roomCamera')
    .select(['id', 'name', 'roomId', 'fault', 'lastLookAt', 'lastGoodAt'])
    .where((eb) =>
      eb.or([
        ...(roomId === null ? [] : [eb('roomId', '=', roomId)]),
        ...(ids.length === 0 ? [] : [eb('id', 'in', ids)]),
      ]),
    )
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(({ roomId: at, ...camera }) => ({ ...camera, isHere: at !== null && at === roomId }));
};
