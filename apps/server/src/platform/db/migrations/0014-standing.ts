import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Where students stand, kept beside the marks that say so, and what they were warned of: once for each cause. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  // Computed from others: it goes with them, and never keeps them.
  await run(`create table standing (student_id text not null references person (id) on delete cascade,
    section_id text not null references section (id) on delete cascade,
    held ${type.real} not null, attended ${type.real} not null, percent ${type.real} check (percent between 0 and 100),
    minimum_percent ${type.real} not null, state text not null check (state in ('none','met','condonable','short')),
    must_attend integer not null, told_level integer not null check (told_level in (0,1,2)), computed_at ${type.ms} not null,
    primary key (student_id, section_id), check ((percent is null) = (state = 'none')))`);
  await run("create index standing_below on standing (section_id, percent) where state in ('condonable','short')");
  await run(`create table standing_section (section_id text primary key references section (id) on delete cascade, judged_by text not null,
    event_id ${type.ms} not null)`);

  await run(`create table warning (id text primary key, student_id text not null references person (id),
    section_id text not null references section (id),
    kind text not null check (kind in ('below-minimum','beyond-condonation','absences')),
    session_id text not null references attendance_session (id), at ${type.ms} not null,
    is_to_guardian integer not null check (is_to_guardian in (0,1)), unique (student_id, section_id, kind, session_id))`);
  await run('create index warning_by_section on warning (section_id, kind)');

  await run(`create table guardian_choice (student_id text primary key references person (id) on delete cascade,
    is_opted_in integer not null check (is_opted_in in (0,1)), changed_at ${type.ms} not null)`);
};
