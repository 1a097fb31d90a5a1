import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Signs of attacks, how check-ins were made, and the alerts and cases that come of them. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table security_event (id text primary key, code text not null, kind text not null,
    points integer not null check (points >= 0), times integer not null check (times > 0), at ${type.ms} not null,
    last_at ${type.ms} not null, actor_kind text not null check (actor_kind in ('person','device','network','server')),
    actor text not null, person_id text, section_id text, session_id text, evidence text not null,
    is_judged integer not null default 0, check (last_at >= at))`);
  await run('create index security_event_by_time on security_event (last_at)');
  await run('create index security_event_by_actor on security_event (actor_kind, actor, last_at)');
  await run('create index security_event_by_person on security_event (person_id, last_at)');
  await run('create index security_event_unjudged on security_event (id) where is_judged = 0');

  await run(`create table check_in_trace (session_id text not null, student_id text not null, section_id text not null,
    at ${type.ms} not null, device text, network text, spot text, primary key (session_id, student_id))`);
  await run('create index check_in_trace_by_section on check_in_trace (section_id, at)');
  await run('create index check_in_trace_by_time on check_in_trace (at)');

  await run(`create table security_alert (id text primary key, cause text not null, kind text not null,
    severity text not null check (severity in ('low','medium','high')),
    state text not null check (state in ('open','acknowledged','resolved')),
    subject_kind text not null check (subject_kind in ('person','device','network','server','case')), subject text not null,
    points integer not null, opened_at ${type.ms} not null, last_at ${type.ms} not null,
    acknowledged_by text references person (id), acknowledged_at ${type.ms},
    resolved_by text references person (id), resolved_at ${type.ms}, note text, version integer not null default 1,
    check ((state = 'resolved') = (resolved_at is not null)), check (state <> 'resolved' or note is not null))`);
  await run("create unique index security_alert_of_cause on security_alert (cause) where state <> 'resolved'");
  await run('create index security_alert_by_time on security_alert (opened_at)');
  await run('create index security_alert_by_cause on security_alert (cause, resolved_at)');
  await run(`create table security_alert_event (alert_id text not null references security_alert (id),
    event_id text not null references security_event (id), primary key (alert_id, event_id))`);
  await run('create index security_alert_event_by_event on security_alert_event (event_id)');

  await run(`create table security_link (id text primary key, section_id text references section (id), kind text not null,
    a text not null references person (id), b text not null references person (id), strength ${type.real} not null,
    first_at ${type.ms} not null, last_at ${type.ms} not null, facts text not null, check (a < b))`);
  await run('create index security_link_by_section on security_link (section_id)');
  await run(`create table security_case (id text primary key, state text not null check (state in ('open','closed')),
    opened_at ${type.ms} not null, last_at ${type.ms} not null, closed_at ${type.ms}, links text not null,
    check ((state = 'closed') = (closed_at is not null)))`);
  await run(`create table security_case_member (case_id text not null references security_case (id),
    person_id text not null references person (id), primary key (case_id, person_id))`);
  await run('create index security_case_member_by_person on security_case_member (person_id)');
  await run(
    `create table security_due_section (section_id text primary key references section (id), since ${type.ms} not null)`,
  );
};
