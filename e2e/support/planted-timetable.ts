import type { TestCollege } from './college.ts';
import { CORPUS, payload } from './xss-corpus.ts';

const DAY_MS = 24 * 3_600_000;
const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** Rooms, holidays, and a timetable with a class for each text, cancelled for that reason. */
export async function plantTimetable({ admin, teacher, sectionId }: TestCollege): Promise<{ termId: string }> {
  const { term } = await admin.call('getSection', { params: { id: sectionId } });
  const all = await admin.call('listTerms');
  const { name, start } = all.find(({ id }) => id === term.id) ?? { name: payload(0), start: day(Date.now()) };
  // So that there are classes to come, on the last day of a year, too.
  const body = { name, start, end: day(Date.now() + 60 * DAY_MS) };
  await admin.call('updateTerm', { params: { id: term.id }, body });
  const place = await admin.call('createPlace', {
    body: { name: payload(5), latitude: 12.9, longitude: 77.5, radius: 100 },
  });
  let roomId: string | null = null;
  for (const [at, text] of CORPUS.entries()) {
    const room = await admin.call('createRoom', { body: { name: text, placeId: place.id } });
    const camera = await admin.call('createRoomCamera', { body: { kind: 'browser', name: text, roomId: room.id } });
    await admin.call('updateRoomCamera', { params: { id: camera.id }, body: { name: text } });
    await admin.call('updateRoom', { params: { id: room.id }, body: { name: text, placeId: place.id, capacity: 40 } });
    roomId = room.id;
    const free = day(Date.parse(start) + (at % 5) * DAY_MS);
    await admin.call('addHoliday', { params: { id: term.id }, body: { name: text, first: free, last: free } });
  }
  for (const at of CORPUS.keys()) {
    const hour = String(8 + Math.floor(at / 7)).padStart(2, '0');
    const slot = { weekday: (at % 7) + 1, start: `${hour}:00`, end: `${hour}:45`, roomId };
    await admin.call('addSlot', { params: { id: sectionId }, body: slot });
  }
  const coming = await teacher.call('listScheduled', { query: { sectionId } });
  const tomorrow = Date.now() + DAY_MS;
  const classes = coming.filter(({ startsAt }) => startsAt > tomorrow).slice(0, CORPUS.length);
  for (const [at, { slotId, day: on }] of classes.entries())
    await teacher.call('changeClass', {
      params: { id: slotId, day: on },
      body: { cancelled: { reason: payload(at) } },
    });
  return { termId: term.id };
}
