import type { NotificationData } from '@smart-presence/contract';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { readEvents } from '../../../platform/events/index.ts';
import { type News, notify } from './notify.ts';

export const NOW = Date.UTC(2026, 7, 3, 9);
export const DAY_MS = 24 * 3_600_000;

export const section = { id: newId(NOW), name: 'A', courseCode: 'CS51', courseName: 'Networks' };

export const cancelled = (
  change: Partial<NotificationData<'class-cancelled'>> = {},
): NotificationData<'class-cancelled'> => ({
  section,
  startsAt: NOW + DAY_MS,
  endsAt: NOW + DAY_MS + 3_600_000,
  room: null,
  teacher: null,
  reason: 'The teacher is ill',
  ...change,
});

/** Tells of a class that is cancelled. */
export const tell = (db: Db, people: readonly string[], change: Partial<News<'class-cancelled'>> = {}) =>
  transact(db, (trx) =>
    notify(trx, { kind: 'class-cancelled', data: cancelled(), cause: 'one', people, now: NOW, ...change }),
  );

export const rowsOf = (db: Db) => db.selectFrom('notification').selectAll().orderBy('personId').orderBy('id').execute();

/** Whom each event had look again. */
export const toldLive = async (db: Db): Promise<string[][]> =>
  (await readEvents(db, 0, 100))
    .filter(({ type }) => type === 'notifications.changed')
    .map(({ data }) => [...(data.people as string[])].sort());
