import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { changeClass, startOfDay } from '../features/academics/index.ts';
import { timetableFollower as follower, setMarks } from '../features/attendance/index.ts';
import { type Db, openDatabase, transact } from '../platform/db/index.ts';
import { chosenEngines, testDatabases } from '../platform/db/testing.ts';
import {
  addTerm,
  HOLIDAY,
  liveThrough,
  meetingsOf,
  TERM_START,
  type TermSize,
  timesOf,
  ZONE,
} from './simulate-term.ts';

const SIZE: TermSize = { sections: 8, students: 200, weeks: 14 };
const DAY_MS = 24 * 3_600_000;

/** What is to be held, counted on paper: day after day, with no help from what makes sessions. */
const onPaper = ({ sections, weeks }: TermSize) => {
  const classes: { section: number; day: string }[] = [];
  for (let week = 0; week < weeks; week += 1)
    for (let section = 0; section < sections; section += 1)
      for (const { weekday, repeat } of meetingsOf(section)) {
        const day = new Date(Date.parse(TERM_START) + (week * 7 + weekday - 1) * DAY_MS).toISOString().slice(0, 10);
        if (repeat === 'odd-weeks' && week % 2 === 1) continue;
        if (day >= HOLIDAY.first && day <= HOLIDAY.last) continue;
        classes.push({ section, day });
      }
  return classes;
};

const number = async (db: Db, query: string): Promise<number> => {
  const { rows } = await sql.raw<{ n: number }>(query).execute(db);
  return Number(rows[0]?.n);
};
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });

for (const engine of chosenEngines()) {
  describe(`a term on ${engine}`, () => {
    const databases = testDatabases(engine);
    const handles: Db[] = [];
    after(async () => {
      for (const server of handles) await server.destroy();
      await databases.close();
    });

    it('is held as its timetable says by two servers, each class once', async () => {
      const url = await databases.create();
      const db = await openDatabase(url);
      handles.push(db);
      // SQLite serves one process: there the two share a handle. On PostgreSQL each has connections of its own.
      if (engine === 'postgres') handles.push(await openDatabase(url));
      const servers = [db, handles.at(-1) ?? db];
      const { sectionIds, rosters, teacherIds, lastDay } = await addTerm(db, SIZE);
      const paper = onPaper(SIZE);
      const from = startOfDay(ZONE, TERM_START);
      const until = startOfDay(ZONE, lastDay) + 40 * DAY_MS;

      // Every seventh class a roll call finds the first ten there; on Monday of week 5 nobody comes to section 0: cancelled.
      let [roll, present] = [0, 0];
      const seen = new Set<string>();
      const cancelledDay = '2026-09-28';
      const { slotId } = await db
        .selectFrom('timetableSlot')
        .select('id as slotId')
        .where('sectionId', '=', sectionIds[0] as string)
        .where('weekday', '=', 1)
        .executeTakeFirstOrThrow();
      const admin = { personId: teacherIds[0] as string, role: 'faculty' };
      await transact(db, (trx) =>
        changeClass(trx, {
          on: { slotId, day: cancelledDay, viewer: admin, now: from },
          change: { cancelled: { reason: 'Conference' } },
          follower,
        }),
      );
      const life = await liveThrough(servers, {
        from,
        until,
        at: async (now) => {
          const open = await db.selectFrom('attendanceSession').selectAll().where('state', '=', 'open').execute();
          for (const { id, sectionId, openedBy, openedAt } of open) {
            if (openedAt !== now || seen.has(id)) continue;
            seen.add(id);
            roll += 1;
            if (roll % 7 !== 0) continue;
            const there = (rosters[sectionIds.indexOf(sectionId)] ?? []).slice(0, 10);
            const marks = there.map((studentId) => ({ studentId, code: 'P' }));
            const viewer = { personId: openedBy, role: 'faculty' };
            await setMarks(db, { sessionId: id, viewer, marks, reason: null, now });
            present += there.length;
          }
        },
      });

      const held = paper.length - 1;
      const roster = SIZE.students / 4;
      assert.deepEqual([life.opened, life.closed], [held, held], 'what the two did together');
      assert.equal(await number(db, 'select count(*) n from attendance_session'), held);
      assert.equal(await number(db, "select count(*) n from attendance_session where state = 'locked'"), held);
      assert.equal(await number(db, "select count(*) n from scheduled_session where state = 'opened'"), held);
      assert.equal(await number(db, "select count(*) n from scheduled_session where state = 'cancelled'"), 1);
      assert.equal(await number(db, "select count(*) n from scheduled_session where state = 'scheduled'"), 0);
      for (const type of ['session.opened', 'session.closed']) {
        assert.equal(await number(db, `select count(*) n from domain_event where type = '${type}'`), held);
        const twice = `select count(*) n from (select session_id from domain_event where type = '${type}'
          group by session_id having count(*) > 1) doubled`;
        assert.equal(await number(db, twice), 0, `${type} twice`);
      }
      assert.equal(await number(db, 'select count(*) n from mark where is_current = 1'), held * roster);
      assert.equal(await number(db, 'select count(*) n from mark'), held * roster, 'nobody was marked twice');
      assert.equal(await number(db, "select count(*) n from mark where code = 'P'"), present);
      assert.equal(
        await number(db, "select count(*) n from mark where code = 'A' and method = 'clock'"),
        held * roster - present,
      );

      const sessions = await db.selectFrom('attendanceSession').select(['sectionId', 'openedAt']).execute();
      const shown = sessions.map(
        ({ sectionId, openedAt }) => `${sectionIds.indexOf(sectionId)} ${clock.format(openedAt)}`,
      );
      const wanted = paper
        .filter(({ section, day }) => section !== 0 || day !== cancelledDay)
        .map(({ section, day }) => `${section} ${day} ${timesOf(section).start}`);
      assert.deepEqual(shown.sort(), wanted.sort(), 'days and times on the wall, before and after clocks change');
      assert.ok(
        wanted.some((text) => text.includes('2026-10-26')),
        'clocks change within the term',
      );
      console.log(`${engine}: ${held} sessions, ${held * roster} marks, ${life.moments} moments`);
    });
  });
}
