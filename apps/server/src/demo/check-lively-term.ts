import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import type { LivelyTerm } from './lively-term.ts';

export interface TermFigures {
  sessions: number;
  /** Current ones. */
  marks: number;
  /** All versions. */
  versions: number;
  standings: number;
  below: number;
  warnings: number;
}

/**
 * Holds a term that was lived through against the book of whoever acted in it, and against sums by nothing but SQL.
 * @throws Error naming the first figure that does not add up.
 */
export const checkLivelyTerm = async (db: Db, term: LivelyTerm): Promise<TermFigures> => {
  const sessions = await checkSessions(db, term);
  await checkBook(db, term);
  const marks = await count(db, sql`select count(*) as n from mark where is_current = 1`);
  const versions = await count(db, sql`select count(*) as n from mark`);
  const { standings, below } = await checkStandings(db);
  return { sessions, marks, versions, standings, below, warnings: await checkWarnings(db) };
};

const count = async (db: Db, query: RawBuilder<{ n: number }>): Promise<number> =>
  Number((await query.execute(db)).rows[0]?.n);
const same = (what: string, found: unknown, wanted: unknown): void => {
  if (found !== wanted) throw new Error(`${what}: ${String(found)}, not ${String(wanted)}`);
};

/** Each class was opened once, and each session closed once, whatever number of servers tried. */
const checkSessions = async (db: Db, { there, life, counts }: LivelyTerm): Promise<number> => {
  const sessions = await count(db, sql`select count(*) as n from attendance_session`);
  same('sessions', sessions, there.size);
  same('sessions opened by the clock', life.opened, sessions);
  same('sessions closed by the clock and by hand', life.closed + counts.byHand, sessions);
  same(
    'sessions that are over',
    await count(
      db,
      sql`select count(*) as n from attendance_session where state in ('closed', 'locked') and closed_at is not null`,
    ),
    sessions,
  );
  for (const type of ['session.opened', 'session.closed']) {
    same(type, await count(db, sql`select count(*) as n from domain_event where type = ${type}`), sessions);
    same(
      `${type}, by session`,
      await count(db, sql`select count(distinct session_id) as n from domain_event where type = ${type}`),
      sessions,
    );
  }
  same(
    'classes opened',
    await count(db, sql`select count(*) as n from scheduled_session where state = 'opened'`),
    sessions,
  );
  same(
    'classes cancelled',
    await count(db, sql`select count(*) as n from scheduled_session where state = 'cancelled'`),
    counts.cancelled,
  );
  same(
    'classes forgotten',
    await count(db, sql`select count(*) as n from scheduled_session where state = 'scheduled'`),
    0,
  );
  same(
    'classes moved and held',
    await count(db, sql`select count(*) as n from scheduled_session where is_moved = 1 and state = 'opened'`),
    counts.moved,
  );
  const taught = sql<{
    n: number;
  }>`select count(*) as n from attendance_session s join person p on p.id = s.opened_by where p.name = 'Who stands in'`;
  same('classes taught by somebody else', await count(db, taught), counts.substituted);
  return sessions;
};

/** Everybody on a roster has one mark in each of its sessions, and it is what the book says. */
const checkBook = async (db: Db, { book, there }: LivelyTerm): Promise<void> => {
  const { rows } = await sql<{ sessionId: string; studentId: string; code: string }>`
    select session_id, student_id, code from mark where is_current = 1`.execute(db);
  same('marks', rows.length, book.size);
  for (const { sessionId, studentId, code } of rows) same('a mark', code, book.get(`${sessionId} ${studentId}`));
  const { rows: sizes } = await sql<{ id: string; marked: number; roster: number }>`
    select s.id, (select count(*) from mark m where m.session_id = s.id and m.is_current = 1) as marked,
      (select count(*) from enrolment e where e.section_id = s.section_id and e.enrolled_at <= s.closed_at
        and (e.dropped_at is null or e.dropped_at > s.closed_at)) as roster
    from attendance_session s`.execute(db);
  for (const { id, marked, roster } of sizes) {
    same('marks of a session and its roster of that day', Number(marked), Number(roster));
    same('its roster and that of the book', Number(roster), there.get(id)?.length);
  }
};

/** What is kept for lists is what the marks say, of whoever is on a roster. */
const checkStandings = async (db: Db): Promise<{ standings: number; below: number }> => {
  const { rows } = await sql<{
    held: number;
    attended: number;
    keptHeld: number;
    keptAttended: number;
    keptState: string;
  }>`
    select e.student_id, e.section_id, k.held as kept_held, k.attended as kept_attended, k.state as kept_state,
      sum(case when m.code in ('P', 'L', 'A') then 1 else 0 end) as held,
      sum(case when m.code in ('P', 'L') then 1 else 0 end) as attended
    from enrolment e
    join attendance_session s on s.section_id = e.section_id
    join mark m on m.session_id = s.id and m.student_id = e.student_id and m.is_current = 1
    left join standing k on k.student_id = e.student_id and k.section_id = e.section_id
    where e.dropped_at is null and s.state in ('closed', 'locked')
    group by e.student_id, e.section_id, k.held, k.attended, k.state`.execute(db);
  let below = 0;
  for (const row of rows) {
    same('classes held for a student', Number(row.keptHeld), Number(row.held));
    same('classes attended', Number(row.keptAttended), Number(row.attended));
    const isBelow = row.attended * 100 < 75 * row.held;
    same('whether it is enough', row.keptState === 'short', isBelow);
    below += Number(isBelow);
  }
  if (rows.length === 0) throw new Error('nobody has a standing');
  return { standings: rows.length, below };
};

/** Nobody was warned twice of one thing, and each warning was told once. */
const checkWarnings = async (db: Db): Promise<number> => {
  const warnings = await count(db, sql`select count(*) as n from warning`);
  const told = await count(
    db,
    sql`select count(*) as n from notification where kind in ('attendance-low', 'absences-in-a-row')`,
  );
  same('warnings told', told, warnings);
  const { rows: marks } = await sql<{ studentId: string; sectionId: string; sessionId: string; code: string }>`
    select m.student_id, s.section_id, m.session_id, m.code from mark m join attendance_session s on s.id = m.session_id
    where m.is_current = 1 and m.code <> 'E' order by m.student_id, s.section_id, s.opened_at`.execute(db);
  const rowOf = new Map<string, number>();
  let [row, before] = [0, ''];
  for (const { studentId, sectionId, sessionId, code } of marks) {
    const whose = `${studentId} ${sectionId}`;
    if (code !== 'A' || whose !== before) row += 1;
    before = whose;
    if (code === 'A') rowOf.set(`${whose} ${sessionId}`, row);
  }
  const { rows: absences } = await sql<{ studentId: string; sectionId: string; sessionId: string }>`
    select student_id, section_id, session_id from warning where kind = 'absences'`.execute(db);
  const rowsTold = absences.flatMap(
    ({ studentId, sectionId, sessionId }) => rowOf.get(`${studentId} ${sectionId} ${sessionId}`) ?? [],
  );
  same('absences in a row that were told', new Set(rowsTold).size, rowsTold.length);
  return warnings;
};
