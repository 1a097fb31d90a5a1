import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

const COUNTS = [
  ...['roster', 'marked', 'counted', 'attended', 'late', 'absent', 'excused', 'review'],
  ...['face_self', 'face_kiosk', 'class_photo', 'room_code', 'manual', 'clock'],
];

/** What sessions that are over come to in numbers, kept beside the marks that say so. The server fills it once it runs. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  // Computed from others: it goes with them, and never keeps them.
  await run(`create table session_tally (session_id text primary key references attendance_session (id) on delete cascade,
    section_id text not null references section (id) on delete cascade, term_id text not null references term (id) on delete cascade,
    opened_at ${type.ms} not null, day text not null, hour integer not null check (hour between 0 and 23),
    ${COUNTS.map((name) => `${name} integer not null check (${name} >= 0)`).join(', ')},
    revision ${type.ms} not null, check (marked = counted + excused and counted = attended + absent and late <= attended),
    check (attended = face_self + face_kiosk + class_photo + room_code + manual + clock))`);
  await run('create index session_tally_by_section on session_tally (section_id, day)');
  await run('create index session_tally_by_day on session_tally (day)');
  await run("create index outbox_dead on outbox (id) where state = 'dead'");
  await run('create index session_tally_by_revision on session_tally (term_id, revision)');
  await run(`create table tally_progress (id integer primary key check (id = 1), event_id ${type.ms} not null, zone text not null,
    filled_to text, revision ${type.ms} not null, epoch integer not null)`);

  // How many are short, without a look at each of them.
  await run('create index standing_by_state on standing (section_id, state)');
};
