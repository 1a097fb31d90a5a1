import type { SlotInput } from '@smart-presence/contract';
import type { z } from 'zod';
import { type Db, transact } from '../../../platform/db/index.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { dayIn, saveSlot } from '../../academics/index.ts';
import { addClass, NOW, type TestClass } from '../testing.ts';
import { followTimetable, timetableFollower } from './follow-timetable.ts';
import { countSessions } from './sessions-on-days.ts';

/** Leave and standings stand on attendance: nobody has any here. */
const nobody = () => Promise.resolve(0);
export const academicsNeeds = {
  follower: timetableFollower,
  census: { countSessions, countLeave: nobody, countStandings: nobody },
};

/** 09:00 UTC on a Monday, as in the other tests of attendance; the institution's zone is UTC there. */
export const MONDAY = dayIn('UTC', NOW);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const slotFields = (fields: Partial<z.output<typeof SlotInput>> = {}): z.output<typeof SlotInput> => ({
  weekday: 1,
  start: '10:00',
  end: '11:00',
  repeat: 'weekly',
  roomId: null,
  teacherId: null,
  from: null,
  until: null,
  ...fields,
});

/** A section that meets on Mondays from 10 to 11, an hour from now. */
export const addTimetabledClass = async (
  db: Db,
  { slot, ...size }: { slot?: Partial<z.output<typeof SlotInput>>; students?: number; place?: boolean } = {},
): Promise<TestClass & { slotId: string }> => {
  const made = await addClass(db, size);
  const slotId = await addSlot(db, made.sectionId, slot);
  return { ...made, slotId };
};

export const addSlot = (db: Db, sectionId: string, fields: Partial<z.output<typeof SlotInput>> = {}): Promise<string> =>
  transact(db, async (trx) => {
    const id = await saveSlot(trx, { sectionId, fields: slotFields(fields) });
    await followTimetable(trx, { sectionId, now: NOW });
    return id;
  });

/** Scheduled sessions of a section as they are in the table. */
export const scheduledRows = (db: Db, sectionId: string) =>
  db.selectFrom('scheduledSession').selectAll().where('sectionId', '=', sectionId).orderBy('startsAt').execute();

export const on = (
  slotId: string,
  { viewer, day = MONDAY, now = NOW }: { viewer: Viewer; day?: string; now?: number },
) => ({
  slotId,
  day,
  viewer,
  now,
});
