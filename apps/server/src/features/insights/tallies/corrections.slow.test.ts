import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../demo/random.ts';
import { newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { newestEventId } from '../../../platform/events/index.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { correctMark, setMarks } from '../../attendance/index.ts';
import { addClass, MINUTE_MS, NOW } from '../../attendance/testing.ts';
import { checkTallies } from './check-tallies.ts';
import { followSessions } from './follow-sessions.ts';
import { progressOf } from './tallies.store.ts';
import { holdClass } from './testing-tallies.ts';

const STUDENTS = 50;
const SESSIONS = 20;
const CORRECTIONS = 10_000;
const CODES = ['P', 'A', 'L', 'E', 'OD', 'M'];

eachDatabase((open, engine) => {
  test('after ten thousand random corrections the tallies are what a count from the marks says', async () => {
    const db = await open();
    const random = seededRandom(engine === 'sqlite' ? 27 : 40);
    const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const room = await addClass(db, { students: STUDENTS });
    const viewer = { ...room.teacher, role: 'admin' } as Viewer;
    const sessions: string[] = [];
    for (let day = 0; day < SESSIONS; day += 1) sessions.push(await holdClass(db, { room, day }));
    const now = NOW + SESSIONS * 24 * 60 * MINUTE_MS;
    const code = new Map<string, string>();
    let corrected = 0;
    for (let call = 0; corrected < CORRECTIONS; call += 1) {
      const sessionId = any(sessions);
      const change = (studentId: string) => {
        const before = code.get(`${sessionId} ${studentId}`) ?? 'P';
        const next = any(CODES.filter((one) => one !== before));
        code.set(`${sessionId} ${studentId}`, next);
        corrected += 1;
        return { studentId, code: next };
      };
      if (call % 20 === 0) {
        // What an appeal leads to.
        const one = change(any(room.students).personId);
        const origin = { kind: 'appeal' as const, id: newId() };
        await transact(db, (trx) => correctMark(trx, { sessionId, ...one, viewer, reason: 'was there', origin, now }));
      } else {
        const chosen = room.students.filter(() => random() < 0.95).map(({ personId }) => change(personId));
        await setMarks(db, { sessionId, viewer, marks: chosen, reason: 'a mistake', now });
      }
      // Sometimes after one, sometimes after several.
      if (random() < 0.3) await followSessions({ db });
    }
    await followSessions({ db });
    assert.equal((await progressOf(db))?.eventId, await newestEventId(db), 'nothing is left out of the comparison');
    assert.deepEqual(await checkTallies(db), { sessions: SESSIONS, differing: 0, examples: [] });
    const { n } = await db
      .selectFrom('mark')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    assert.equal(Number(n), STUDENTS * SESSIONS + corrected);
  });
});
