import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Rooms, days without classes, the weekly slots of sections and what is different on single days. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table room (id text primary key, place_id text not null references place (id), name text not null,
    name_key text not null, capacity integer check (capacity > 0), unique (place_id, name_key))`);
  await run(`create table holiday (id text primary key, term_id text not null references term (id), name text not null,
    first_day text not null, last_day text not null, check (first_day <= last_day))`);
  await run('create index holiday_by_term on holiday (term_id, first_day)');
  await run(`create table timetable_slot (id text primary key, section_id text not null references section (id),
    weekday integer not null check (weekday between 1 and 7), start_time text not null, end_time text not null,
    repeat text not null check (repeat in ('weekly','odd-weeks','even-weeks')), room_id text references room (id),
    teacher_id text references person (id), from_day text, until_day text, removed_at ${type.ms},
    check (start_time < end_time))`);
  await run('create index timetable_slot_by_section on timetable_slot (section_id)');
  await run('create index timetable_slot_by_weekday on timetable_slot (weekday, start_time)');
  await run('create index timetable_slot_by_room on timetable_slot (room_id)');
  await run(`create table slot_exception (slot_id text not null references timetable_slot (id), day text not null,
    is_cancelled integer not null default 0 check (is_cancelled in (0,1)), reason text, moved_day text, moved_start text,
    moved_end text, moved_room_id text references room (id), substitute_id text references person (id),
    changed_by text not null references person (id), changed_at ${type.ms} not null, primary key (slot_id, day),
    check (moved_start < moved_end))`);
  await run(
    `alter table section add column is_self_opening integer not null default 0 check (is_self_opening in (0,1))`,
  );
};
