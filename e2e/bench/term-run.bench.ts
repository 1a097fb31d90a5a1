/**
 * `npm run bench -- term-run`: a term lived through, not filled in: 2,000 students in 80 sections for 14 weeks, with a clock that
 * jumps from one thing that is due to the next and two servers that run all jobs at each. Classes are cancelled, moved, taught by
 * others, closed by hand; students join and leave, are on leave, are corrected and appeal. It fails when a figure does not add
 * up: by the book of whoever acted, by SQL, session by session. `TERM_DATABASE=postgres` takes the other database, where both
 * servers have connections of their own; `TERM_WEEKS` and `TERM_EVERY` (every so many students on one roster) make it shorter.
 */
import { figure, type Suite } from '@smart-presence/face/bench/suite.ts';
import { checkLivelyTerm } from '@smart-presence/server/demo/check-lively-term.ts';
import { liveLivelyTerm } from '@smart-presence/server/demo/lively-term.ts';
import { type Db, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { testDatabases } from '@smart-presence/server/platform/db/testing.ts';
import { processorSeconds } from './processor.ts';

const engine = process.env.TERM_DATABASE === 'postgres' ? 'postgres' : 'sqlite';
const SIZE = {
  students: 2000,
  sections: 80,
  weeks: Number(process.env.TERM_WEEKS ?? 14),
  every: Number(process.env.TERM_EVERY ?? 16),
};

export const suite: Suite = {
  title: 'A term lived through',
  byDefault: false,
  async run({ progress }) {
    const databases = testDatabases(engine);
    const servers: Db[] = [];
    try {
      const url = await databases.create();
      const db = await openDatabase(url);
      servers.push(db, engine === 'postgres' ? await openDatabase(url) : db);
      const [started, processor] = [performance.now(), await processorSeconds(db)];
      const term = await liveLivelyTerm(servers, { size: SIZE, progress });
      const lived = (performance.now() - started) / 1000;
      const used = (await processorSeconds(db)) - processor;
      progress('adding up');
      const figures = await checkLivelyTerm(db, term);
      const { byHand, cancelled, moved, substituted, joined, left, leave, corrected, appealed } = term.counts;
      const rows = [
        ['sessions, each opened and closed once', figures.sessions],
        ['of them closed by their teacher', byHand],
        ['classes cancelled, moved, taught by somebody else', `${cancelled}, ${moved}, ${substituted}`],
        ['students who joined; who left and came back', `${joined}; ${left}`],
        ['leave granted, marks corrected, appeals granted', `${leave}, ${corrected}, ${appealed}`],
        ['marks, as many as each session had on its roster', figures.marks],
        ['a week', Math.round(figures.marks / SIZE.weeks)],
        ['versions of marks', figures.versions],
        ['standings that are sums of marks', figures.standings],
        ['of them below 75%', figures.below],
        ['warnings, none twice for one cause', figures.warnings],
        ['moments at which something was due', term.life.moments],
        ['seconds it took', figure(lived)],
        ['seconds of the processor', figure(used)],
      ].map(([what, value]) => [String(what), String(value)]);
      const note = `${SIZE.students} students, ${SIZE.sections} sections of ${term.rosters[0]?.length}, ${SIZE.weeks} weeks, on ${engine}; two servers race at every moment.`;
      return [{ title: 'Figures that add up', note, columns: ['what', 'figure'], rows }];
    } finally {
      for (const server of new Set(servers)) await server.destroy();
      await databases.close();
    }
  },
};
