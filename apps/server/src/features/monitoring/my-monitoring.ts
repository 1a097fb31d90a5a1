import type { MonitoringNotice } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { monitoringSettings } from './settings.store.ts';
import { watchedSessions } from './watched-sessions.ts';

/** Which open sessions of a student a camera looks into right now. */
export const myMonitoring = async (
  db: Db,
  { studentId, now }: { studentId: string; now: number },
): Promise<MonitoringNotice[]> => {
  const { rules } = await monitoringSettings(db);
  const sessions = await watchedSessions(db, { rules, now });
  if (sessions.length === 0) return [];
  const own = await db
    .selectFrom('enrolment')
    .select('sectionId')
    .where('studentId', '=', studentId)
    .where('droppedAt', 'is', null)
    .execute();
  const sections = new Set(own.map(({ sectionId }) => sectionId));
  const mine = sessions.filter(({ sectionId }) => sections.has(sectionId));
  const names = await roomNames(
    db,
    mine.map(({ roomId }) => roomId),
  );
  const { everySeconds, pictureDays } = rules;
  return mine.map(({ id, roomId }) => ({ sessionId: id, room: names.get(roomId) ?? '', everySeconds, pictureDays }));
};

const roomNames = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('room').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};
