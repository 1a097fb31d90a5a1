import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Sessions that the timetable announces. Which class it is, slot and day say: it exists once, whoever makes it. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table scheduled_session (id text primary key, slot_id text not null references timetable_slot (id),
    day text not null, section_id text not null references section (id), starts_at ${type.ms} not null,
    ends_at ${type.ms} not null, room_id text references room (id), teacher_id text references person (id),
    state text not null check (state in ('scheduled','opened','cancelled')), reason text,
    is_moved integer not null default 0 check (is_moved in (0,1)),
    is_substituted integer not null default 0 check (is_substituted in (0,1)),
    unique (slot_id, day), check (starts_at < ends_at))`);
  await run('create index scheduled_session_by_section on scheduled_session (section_id, starts_at)');
  await run('create index scheduled_session_by_teacher on scheduled_session (teacher_id, starts_at)');
  await run("create index scheduled_session_due on scheduled_session (starts_at) where state = 'scheduled'");
};
