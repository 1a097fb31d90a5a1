import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ApiClient } from './support/api.ts';
import { setUpCollege } from './support/college.ts';
import { startServer } from './support/server.ts';

const STUDENTS = 40;
const CRASHES = 6;
const CODES = ['P', 'L', 'A'] as const;

/** Sets marks one after the other until the server dies; returns the last acknowledged code of every student. */
const markUntilItDies = async ({
  teacher,
  sessionId,
  students,
  acknowledged,
}: {
  teacher: ApiClient;
  sessionId: string;
  students: readonly { id: string }[];
  acknowledged: Map<string, string>;
}): Promise<number> => {
  let count = 0;
  for (let round = 0; ; round += 1) {
    for (const [index, { id }] of students.entries()) {
      const code = CODES[(round + index) % CODES.length] as string;
      try {
        await teacher.call('setMarks', {
          params: { id: sessionId },
          body: { marks: [{ studentId: id, code }] },
          signal: AbortSignal.timeout(5000),
        });
      } catch {
        // In flight when the power went: it may or may not have been kept, so either code is right.
        acknowledged.set(id, `${acknowledged.get(id) ?? ''}|${code}`);
        return count;
      }
      acknowledged.set(id, code);
      count += 1;
    }
  }
};

test('what was acknowledged survives being killed in the middle of the work', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-crash-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  let server = await startServer({ dataDir });
  t.after(() => server.crash());
  const names = Array.from({ length: STUDENTS }, (_, index) => `Student ${index + 1}`);
  const { teacher, sectionId, students } = await setUpCollege(server, names);
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: { minutes: 120 } });
  const acknowledged = new Map<string, string>();
  let total = 0;
  for (let crash = 0; crash < CRASHES; crash += 1) {
    const dying = setTimeout(() => void server.crash(), 250 + crash * 130);
    total += await markUntilItDies({ teacher, sessionId: session.id, students, acknowledged });
    clearTimeout(dying);
    await server.crash();
    server = await startServer({ dataDir });
    // The cookie still counts: sign-in sessions are in the database too.
    teacher.moveTo(server.url);
    const board = await teacher.call('getBoard', { params: { id: session.id } });
    const kept = new Map(board.roster.map((row) => [row.student.id, row.mark?.code ?? '']));
    for (const [id, codes] of acknowledged) {
      assert.ok(
        codes.split('|').includes(kept.get(id) ?? ''),
        `student ${id} was acknowledged ${codes}, found ${kept.get(id)}`,
      );
      acknowledged.set(id, kept.get(id) ?? '');
    }
    for (const { id } of students) {
      const history = await teacher.call('markHistory', { params: { id: session.id, studentId: id } });
      assert.deepEqual(
        history.map((change) => change.version),
        history.map((_, index) => index + 1),
        'no version lost or doubled',
      );
    }
  }
  t.diagnostic(`${total} acknowledged marks over ${CRASHES} kills: all kept`);
  assert.ok(total > CRASHES * 10, `only ${total} marks were acknowledged: the test proved little`);
  await server.stop();
});
