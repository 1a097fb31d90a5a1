import { type Kysely, sql } from 'kysely';
import { type Columns, postgresColumns } from './columns.ts';

/**
 * Whoever is removed is looked for in every column that may name them: without an index, in every row of the table, once for
 * each one removed. Columns of sessions, marks and policies are not here: those are never removed.
 */
const columns: Readonly<Record<string, readonly string[]>> = {
  department: ['place_id'],
  section: ['rolled_from_id'],
  policy: ['created_by'],
  consent: ['term_id', 'person_id'],
  attendance_session: ['opened_by'],
  challenge: ['sign_in_session_id'],
  review: ['student_id', 'decided_by'],
  class_photo: ['created_by'],
  authenticator: ['person_id'],
  kiosk: ['created_by', 'place_id'],
  kiosk_session: ['kiosk_id'],
  kiosk_key: ['kiosk_id'],
  kiosk_capsule: ['kiosk_id'],
  registration: ['decided_by'],
  room_code_use: ['student_id'],
  room_code_guess: ['student_id'],
  timetable_slot: ['teacher_id'],
  slot_exception: ['changed_by', 'substitute_id', 'moved_room_id'],
  scheduled_session: ['room_id'],
  import_run: ['check_job_id', 'apply_job_id', 'undo_job_id'],
  standing: ['section_id'],
  granted_leave: ['section_id', 'student_id'],
  failed_check_in: ['person_id'],
  student_request: ['section_id'],
  request_answer: ['answered_by'],
  document_opening: ['opened_by'],
  planned_enrolment: ['planned_by', 'student_id'],
  security_alert: ['acknowledged_by', 'resolved_by'],
  security_link: ['a', 'b'],
  enrol_again: ['asked_by'],
};

/** An index for each reference to what can be removed, and half the work to find out that nobody names a person. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  for (const [table, own] of Object.entries(columns))
    for (const column of own)
      await sql.raw(`create index ${table}_referring_${column} on ${table} (${column})`).execute(db);
  if (type === postgresColumns) await restrictRemovals(db);
};

/**
 * PostgreSQL asks twice for each reference that takes no action: first whether another row has the same key by now. Nobody gets
 * the key of somebody else here, so what refers to people restricts their removal instead: the same promise, asked once.
 */
const restrictRemovals = async (db: Kysely<unknown>): Promise<void> => {
  const { rows } = await sql<{ table: string; column: string; name: string }>`
    select c.conrelid::regclass::text as "table", a.attname as "column", c.conname as "name" from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'person'::regclass and c.confdeltype = 'a' order by 1, 2`.execute(db);
  for (const { table, column, name } of rows)
    await sql
      .raw(`alter table ${table} drop constraint ${name},
        add constraint ${name} foreign key (${column}) references person (id) on delete restrict`)
      .execute(db);
};
