import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { ApiClient } from './support/api.ts';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

const SESSIONS = 5;

/** Waits until the register of the server says so: a row for each student, a code for each session. */
async function until(teacher: ApiClient, sectionId: string, wanted: readonly string[]): Promise<void> {
  let seen: string[] = [];
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const { students } = await teacher.call('sectionRegister', { params: { id: sectionId } });
    seen = students.map(({ codes }) => codes.map((code) => code ?? '-').join(' '));
    if (seen.join('\n') === wanted.join('\n')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(seen, wanted);
}

story('a register is put right by keyboard, and taken back', async (stage) => {
  const server = await stage.server();
  const names = ['Asha Rao', 'Bela Nair', 'Chandrashekhar Venkataramanan', '=Dev Iyer'];
  const { teacher, sectionId, students } = await setUpCollege(server, names);
  for (let at = 0; at < SESSIONS; at += 1) {
    const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
    const marks = students.slice(0, 3).map(({ id: studentId }, row) => ({ studentId, code: row === at ? 'L' : 'P' }));
    await teacher.call('setMarks', { params: { id }, body: { marks } });
    if (at < SESSIONS - 1) await teacher.call('closeSession', { params: { id } });
  }

  const desk = await stage.enter();
  await signIn(desk, 'teacher@college.example');
  await desk.goto(`/sections/${sectionId}`);
  await desk.getByRole('link', { name: 'Register', exact: true }).click();
  await desk.getByRole('heading', { name: 'Register of Networks' }).waitFor();
  const grid = desk.getByRole('grid', { name: 'Marks by student and session' });
  const cell = (row: number, column: number) =>
    grid.locator(`[role="row"][aria-rowindex="${row + 2}"] [aria-colindex="${column + 2}"]`);
  await grid.focus();
  await stage.inspect(desk, 'register');

  // The session that is open needs no reason: Bela is late, and the next letter is for the next row.
  for (const key of ['ArrowDown', 'l', 'e']) await desk.keyboard.press(key);
  const rest = ['L P P P', 'P L P P', 'P P L P', 'A A A A'];
  const now = (...last: string[]) => rest.map((codes, row) => `${codes} ${last[row]}`);
  await until(teacher, sectionId, now('P', 'L', 'E', '-'));
  await desk.keyboard.press('Control+z');
  await until(teacher, sectionId, now('P', 'L', 'P', '-'));

  // A range of sessions that are over waits for its reason.
  for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowUp', 'm']) await desk.keyboard.press(key);
  await desk.getByText('Write a reason, then press Enter: the change waits for it.').waitFor();
  await desk.getByLabel('Reason for changes').and(desk.locator(':focus')).waitFor();
  await desk.keyboard.type('Letter of the hospital');
  await desk.keyboard.press('Enter');
  const fixed = ['L P P P P', 'P L P P L', 'P P M M P', 'A A M M -'];
  await until(teacher, sectionId, fixed);
  await cell(3, 2).getByText('M').waitFor();
  await desk.keyboard.press('Control+z');
  await until(teacher, sectionId, now('P', 'L', 'P', '-'));
  const history = await teacher.call('markHistory', {
    params: { id: await sessionAt(teacher, sectionId, 3), studentId: students[3]?.id ?? '' },
  });
  assert.deepEqual(
    history.map(({ to, reason }) => [to, reason]),
    [
      ['A', null],
      ['M', 'Letter of the hospital'],
      ['A', 'Taken back. Letter of the hospital'],
    ],
  );

  // Somebody else is faster: their mark stays, and the page says so.
  const sessionId = await sessionAt(teacher, sectionId, 0);
  await desk.route(
    '**/marks',
    async (route) => {
      const marks = [{ studentId: students[0]?.id ?? '', code: 'E' }];
      await teacher.call('setMarks', { params: { id: sessionId }, body: { marks, reason: 'Written excuse' } });
      await route.continue();
    },
    { times: 1 },
  );
  for (const key of ['Escape', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Home', 'a']) await desk.keyboard.press(key);
  await desk.getByText(/Asha Rao, .*: somebody else set Excused in the meantime/).waitFor();
  await cell(0, 0).getByText('E').waitFor();
  await stage.inspect(desk, 'conflict');

  for (const key of ['ArrowUp', 'Enter']) await desk.keyboard.press(key);
  const panel = desk.getByRole('dialog');
  await panel.getByText('Written excuse').waitFor();
  await stage.inspect(desk, 'mark');
  await panel.getByRole('button', { name: 'Late' }).click();
  await until(teacher, sectionId, ['L P P P P', ...now('P', 'L', 'P', '-').slice(1)]);

  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    desk.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.equal(download.suggestedFilename(), 'register-CS501-A.csv');
  assert.match(csv, /\r\n1SP002,Bela Nair,P,L,P,P,L,4,4,100\r\n/);
  assert.match(csv, /\r\n1SP004,'=Dev Iyer,A,A,A,A,,4,0,0\r\n/, 'no spreadsheet runs a name');
});

async function sessionAt(teacher: ApiClient, sectionId: string, column: number): Promise<string> {
  const { sessions } = await teacher.call('sectionRegister', { params: { id: sectionId } });
  return sessions[column]?.id ?? '';
}
