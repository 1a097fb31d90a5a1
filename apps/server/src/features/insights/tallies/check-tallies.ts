import { sql } from 'kysely';
import { type Db, engineFor, type Trx, transact } from '../../../platform/db/index.ts';
import { dayIn, hourIn, timeZone } from '../../academics/index.ts';
import { followSessions, takeTurn } from './follow-sessions.ts';
import { progressOf, saveProgress } from './tallies.store.ts';

export interface TallyCheck {
  /** Sessions that are over. */
  sessions: number;
  /** Of those, whose tally is missing, surplus, or not what the marks say. */
  differing: number;
  /** Some of them. */
  examples: string[];
}

const EXAMPLES = 20;

/**
 * Compares every tally with what the marks say, counted by one statement that shares no code with what keeps them. What has
 * happened since the tallies last heard of anything is left out: they are not late, it is they that are asked.
 */
export const checkTallies = async (db: Db): Promise<TallyCheck> => {
  const { rows } = await recount(db).execute(db);
  const misdated = await misdatedTallies(db);
  const wrong = [...new Set([...rows.map((row) => row.sessionId), ...misdated])].sort();
  const { n } = await db
    .selectFrom('attendanceSession')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', 'in', ['closed', 'locked'])
    .executeTakeFirstOrThrow();
  return { sessions: Number(n), differing: wrong.length, examples: wrong.slice(0, EXAMPLES) };
};

/** Counts every session anew, beside a server that runs or without one. @returns what was wrong before, and what is after. */
export const rebuildTallies = async (db: Db): Promise<{ before: TallyCheck; after: TallyCheck }> => {
  await followSessions({ db });
  const before = await checkTallies(db);
  await transact(db, beginAgain);
  await followSessions({ db });
  return { before, after: await checkTallies(db) };
};

const beginAgain = async (trx: Trx): Promise<void> => {
  await takeTurn(trx);
  const progress = await progressOf(trx);
  if (progress) await saveProgress(trx, { ...progress, filledTo: '', epoch: progress.epoch + 1 });
};

/** Marks of the policies as rows: code, worth, whether it counts. */
const kindsIn = {
  sqlite: sql`select p.version, k.value ->> '$.code' as code, (k.value ->> '$.attended') > 0 as is_worth,
      (k.value ->> '$.counts') = 1 as counts,
      k.value ->> '$.code' = p.data ->> '$.lateCode' and p.data ->> '$.lateCode' <> p.data ->> '$.presentCode' as is_late
    from policy p, json_each(p.data, '$.marks') k`,
  postgres: sql`select p.version, k.value ->> 'code' as code, (k.value ->> 'attended')::float8 > 0 as is_worth,
      (k.value ->> 'counts')::boolean as counts,
      k.value ->> 'code' = d.j ->> 'lateCode' and d.j ->> 'lateCode' <> d.j ->> 'presentCode' as is_late
    from policy p cross join lateral (select p.data::jsonb as j) d cross join lateral jsonb_array_elements(d.j -> 'marks') k`,
};

const recount = (db: Db) => sql<{ sessionId: string }>`
  with kind as (${kindsIn[engineFor(db)]}),
  recent as (select distinct session_id from domain_event where session_id is not null
    and id > (select coalesce(max(event_id), 0) from tally_progress)),
  marks as (select s.id as session_id, count(m.id) as marked,
      count(case when k.counts then 1 end) as counted,
      count(case when k.counts and k.is_worth then 1 end) as attended,
      count(case when k.counts and k.is_worth and k.is_late then 1 end) as late,
      count(case when k.counts and not k.is_worth then 1 end) as absent,
      count(case when k.counts and k.is_worth and m.method = 'face-self' then 1 end) as face_self,
      count(case when k.counts and k.is_worth and m.method = 'face-kiosk' then 1 end) as face_kiosk,
      count(case when k.counts and k.is_worth and m.method = 'class-photo' then 1 end) as class_photo,
      count(case when k.counts and k.is_worth and m.method = 'room-code' then 1 end) as room_code,
      count(case when k.counts and k.is_worth and m.method = 'manual' then 1 end) as manual,
      count(case when k.counts and k.is_worth and m.method = 'clock' then 1 end) as clock
    from attendance_session s
    left join mark m on m.session_id = s.id and m.is_current = 1
    left join kind k on k.version = s.policy_version and k.code = m.code
    where s.state in ('closed', 'locked') group by s.id),
  asked as (select r.session_id, count(*) as review, count(case when m.id is null then 1 end) as unmarked
    from review r left join mark m on m.session_id = r.session_id and m.student_id = r.student_id and m.is_current = 1
    where r.state = 'open' group by r.session_id)
  select s.id as session_id from attendance_session s
    join section on section.id = s.section_id
    join marks c on c.session_id = s.id
    left join asked a on a.session_id = s.id
    left join session_tally t on t.session_id = s.id
    where s.id not in (select session_id from recent) and (t.session_id is null
      or t.section_id <> s.section_id or t.term_id <> section.term_id or t.opened_at <> s.opened_at
      or t.roster <> c.marked + coalesce(a.unmarked, 0) or t.review <> coalesce(a.review, 0) or t.marked <> c.marked
      or t.counted <> c.counted or t.attended <> c.attended or t.late <> c.late or t.absent <> c.absent
      or t.excused <> c.marked - c.counted or t.face_self <> c.face_self or t.face_kiosk <> c.face_kiosk
      or t.class_photo <> c.class_photo or t.room_code <> c.room_code or t.manual <> c.manual or t.clock <> c.clock)
  union all
  select t.session_id from session_tally t join attendance_session s on s.id = t.session_id
    where s.state not in ('closed', 'locked')`;

/** Days and hours are of a time zone, which SQL does not know alike everywhere. */
const misdatedTallies = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('sessionTally').select(['sessionId', 'openedAt', 'day', 'hour']).execute();
  const zone = await timeZone(db);
  return rows
    .filter(({ openedAt, day, hour }) => day !== dayIn(zone, openedAt) || hour !== hourIn(zone, openedAt))
    .map(({ sessionId }) => sessionId);
};
