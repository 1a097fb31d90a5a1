import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import type { FilledTerm } from './fill-term.ts';

interface Row {
  studentId: string;
  sectionId: string;
  held: number;
  attended: number;
  keptHeld: number | null;
  keptAttended: number | null;
  keptState: string | null;
}

/** Counts the marks by nothing but SQL and compares each student's figures with the standing that is kept. */
export const checkFigures = async (db: Db, { rosters }: FilledTerm): Promise<{ below: number }> => {
  const { rows } = await sql<Row>`
    select m.student_id, s.section_id, k.held as kept_held, k.attended as kept_attended, k.state as kept_state,
      sum(case when m.code in ('P', 'L', 'A') then 1 else 0 end) as held,
      sum(case when m.code in ('P', 'L') then 1 else 0 end) as attended
    from mark m
    join attendance_session s on s.id = m.session_id
    left join standing k on k.student_id = m.student_id and k.section_id = s.section_id
    where m.is_current = 1 and s.state in ('closed', 'locked')
    group by m.student_id, s.section_id, k.held, k.attended, k.state`.execute(db);
  const enrolled = rosters.reduce((sum, roster) => sum + roster.length, 0);
  if (rows.length !== enrolled) throw new Error(`${rows.length} students in sections have marks, not ${enrolled}`);
  let below = 0;
  for (const { held, attended, keptHeld, keptAttended, keptState } of rows) {
    if (held !== keptHeld || attended !== keptAttended) throw new Error('a standing is not what the marks say');
    const isBelow = attended * 100 < 75 * held;
    if (isBelow !== (keptState === 'short')) throw new Error('a standing is judged wrongly');
    below += Number(isBelow);
  }
  const [count] = (await sql<{ n: number }>`select count(*) as n from standing where state = 'short'`.execute(db)).rows;
  if (Number(count?.n) !== below) throw new Error('the list would have others than the marks');
  return { below };
};
