import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { startServer } from './support/server.ts';
import { story } from './support/story.ts';

/** As if the server had not been gone for a second, but for minutes: a story does not wait so long. */
function lengthenSilence(dataDir: string): void {
  const db = new DatabaseSync(join(dataDir, 'smart-presence.sqlite'));
  const { changes } = db.prepare('update heartbeat set beat_at = beat_at - 240000').run();
  db.close();
  assert.equal(Number(changes), 1);
}

story('a server that was down makes nobody absent: the teacher decides in one tap', async (stage) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-outage-'));
  // After everything: the second server has it until the stage is cleared.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startServer({ dataDir });
  try {
    const college = await setUpCollege(first, ['Asha Rao', 'Elin Berg', 'Carla Iyer']);
    const { teacher, sectionId, students } = college;
    const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {}, key: crypto.randomUUID() });
    const marks = [{ studentId: students[0]?.id ?? '', code: 'P' }];
    await teacher.call('setMarks', { params: { id }, body: { marks } });
    await first.crash();
    lengthenSilence(dataDir);
    const server = await stage.server({ dataDir });
    teacher.moveTo(server.url);
    await teacher.call('closeSession', { params: { id } });

    const desk = await stage.enter();
    await signIn(desk, 'teacher@college.example');
    await desk.goto(`/sessions/${id}`);
    await desk.getByRole('heading', { name: 'The system failed: 2 students are under review' }).waitFor();
    await stage.inspect(desk, 'under-review');
    await desk.getByRole('button', { name: 'One by one' }).click();
    await desk.getByRole('button', { name: 'Reject the check-in of Elin Berg' }).click();
    await desk.getByRole('heading', { name: 'The system failed: 1 student is under review' }).waitFor();
    await desk.getByRole('button', { name: 'All present' }).click();
    await desk.getByText('1 student decided').waitFor();
    const { roster } = await teacher.call('getBoard', { params: { id } });
    const codes = new Map(roster.map(({ student, mark }) => [student.name, mark?.code]));
    assert.deepEqual(
      ['Asha Rao', 'Elin Berg', 'Carla Iyer'].map((name) => codes.get(name)),
      ['P', 'A', 'P'],
    );
  } finally {
    await first.crash();
  }
});
