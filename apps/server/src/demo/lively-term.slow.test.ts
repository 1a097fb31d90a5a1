import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Db, openDatabase } from '../platform/db/index.ts';
import { chosenEngines, testDatabases } from '../platform/db/testing.ts';
import { checkLivelyTerm } from './check-lively-term.ts';
import { liveLivelyTerm } from './lively-term.ts';

const SIZE = { sections: 3, students: 18, weeks: 5, every: 2 };

for (const engine of chosenEngines()) {
  describe(`a lively term on ${engine}`, () => {
    const databases = testDatabases(engine);
    const handles: Db[] = [];
    after(async () => {
      for (const server of handles) await server.destroy();
      await databases.close();
    });

    it('adds up: by the book of whoever acted, by SQL, and with two servers racing', async () => {
      const url = await databases.create();
      const db = await openDatabase(url);
      handles.push(db);
      // SQLite serves one process: there the two share a handle. On PostgreSQL each has connections of its own.
      if (engine === 'postgres') handles.push(await openDatabase(url));
      const term = await liveLivelyTerm([db, handles.at(-1) ?? db], { size: SIZE });
      for (const [what, count] of Object.entries(term.counts)) assert.ok(count > 0, `nothing was ${what}`);
      const figures = await checkLivelyTerm(db, term);
      assert.ok(figures.below > 0 && figures.warnings > 0);
      console.log(engine, JSON.stringify({ ...figures, ...term.counts, moments: term.life.moments }));

      // The checks would notice: one mark more, one event more, one figure less.
      const broken = async (statement: string, message: RegExp) => {
        await assert.rejects(
          db.transaction().execute(async (trx) => {
            await sql.raw(statement).execute(trx);
            await checkLivelyTerm(trx, term);
          }),
          message,
        );
      };
      const one = '(select min(id) from mark where is_current = 1)';
      await broken(
        `update mark set code = case when code = 'P' then 'A' else 'P' end where id = ${one}`,
        /^Error: a mark/,
      );
      await broken(`update mark set is_current = 0 where id = ${one}`, /^Error: marks/);
      await broken(
        "insert into domain_event (type, at, session_id, data) select type, at, session_id, data from domain_event where type = 'session.closed' limit 1",
        /^Error: session.closed/,
      );
      await broken('update standing set attended = attended + 1 where held > 0', /^Error: classes attended/);
      await broken('delete from warning where id = (select min(id) from warning)', /^Error: warnings told/);
    });
  });
}
