import type { NotificationData } from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';
import {
  type Occurrence,
  peopleConcerned,
  peopleOf,
  type TimetableFollower,
  type TimetableNews,
} from '../../academics/index.ts';
import { notify } from '../../notifications/index.ts';

type Told<T extends TimetableNews['type']> = Extract<TimetableNews, { type: T }> & { actorId: string; now: number };

/** Tells students and teachers what is different in their timetable: one piece of news for each change, however many classes it is about. */
export const tellTimetable: TimetableFollower['tell'] = async (trx, news) => {
  if (news.type === 'class') return tellClass(trx, news);
  if (news.type === 'slots') return tellSlots(trx, news);
  if (news.type === 'term') return tellTerm(trx, news);
  return tellHoliday(trx, news);
};

const tellClass = async (trx: Trx, { before, after, actorId, now }: Told<'class'>): Promise<void> => {
  const change = changeOf(before, after);
  if (!change) return;
  const { sectionId, slotId, day } = after;
  const teachers = [before.teacherId, after.teacherId].filter((id) => id !== null);
  const about = {
    cause: `${slotId} ${day} ${now}`,
    people: [...(await peopleOf(trx, [sectionId])), ...teachers],
    actorId,
    now,
  };
  const data = await classRef(trx, after);
  if (change === 'class-cancelled')
    return notify(trx, { ...about, kind: change, data: { ...data, reason: after.reason } });
  if (change === 'class-moved')
    return notify(trx, { ...about, kind: change, data: { ...data, wasAt: before.startsAt } });
  return notify(trx, { ...about, kind: change, data });
};

/** The one thing people have to know of a class. */
const changeOf = (before: Occurrence, after: Occurrence) => {
  if (after.isCancelled) return before.isCancelled && before.reason === after.reason ? undefined : 'class-cancelled';
  if (before.isCancelled) return 'class-restored';
  if (before.startsAt !== after.startsAt || before.endsAt !== after.endsAt || before.roomId !== after.roomId)
    return 'class-moved';
  return before.teacherId === after.teacherId ? undefined : 'class-substitute';
};

const classRef = async (trx: Trx, one: Occurrence): Promise<NotificationData<'class-restored'>> => {
  const { startsAt, endsAt, roomId, teacherId } = one;
  const nameIn = async (table: 'room' | 'person', id: string | null) =>
    id === null
      ? null
      : ((await trx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst())?.name ?? null);
  const [section, room, teacher] = [
    await sectionRef(trx, one.sectionId),
    await nameIn('room', roomId),
    await nameIn('person', teacherId),
  ];
  return { section, startsAt, endsAt, room, teacher };
};

/** The week is different from now on. Told again of a further change, it is the same piece of news, unread again. */
const tellSlots = async (trx: Trx, { sectionId, actorId, now }: Told<'slots'>): Promise<void> => {
  const section = await sectionRef(trx, sectionId);
  const people = await peopleConcerned(trx, [sectionId]);
  await notify(trx, {
    kind: 'timetable-changed',
    data: { section },
    cause: sectionId,
    people,
    actorId,
    now,
    renews: true,
  });
};

/** Told again of further days, it is the same piece of news, unread again. */
const tellTerm = async (trx: Trx, { term, sectionIds, actorId, now }: Told<'term'>): Promise<void> => {
  const { id, name, start: first, end: last } = term;
  const people = await peopleConcerned(trx, sectionIds);
  await notify(trx, {
    kind: 'term-changed',
    data: { name, first, last },
    cause: id,
    people,
    actorId,
    now,
    renews: true,
  });
};

const tellHoliday = async (
  trx: Trx,
  { sectionIds, holiday, isLifted, actorId, now }: Told<'holiday'>,
): Promise<void> => {
  const { id, name, first, last } = holiday;
  const people = await peopleConcerned(trx, sectionIds);
  const data = { name, first, last, isLifted };
  await notify(trx, {
    kind: 'no-classes',
    data,
    cause: `${id} ${isLifted ? 'lifted' : 'added'}`,
    people,
    actorId,
    now,
  });
};

const sectionRef = (trx: Trx, id: string) =>
  trx
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['section.id', 'section.name', 'course.code as courseCode', 'course.name as courseName'])
    .where('section.id', '=', id)
    .executeTakeFirstOrThrow();
