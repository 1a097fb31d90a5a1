import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

story('a student who asks for it is erased, and the college can prove it', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair']);
  const { admin, teacher, students, sectionId } = college;
  const [asha] = students;
  assert.ok(asha);
  const her = await acceptInvitation({ server, admin, personId: asha.id });
  const session = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
  const marks = students.map(({ id }) => ({ studentId: id, code: 'P' }));
  await teacher.call('setMarks', { params: { id: session.id }, body: { marks } });

  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', college.authenticator);
  await desk.goto('/admin/privacy');
  await desk.getByRole('heading', { name: 'Nobody was erased yet' }).waitFor();
  await desk.goto(`/admin/people/${asha.id}`);
  await desk.getByRole('heading', { name: 'Asha Rao', exact: true }).waitFor();
  const copied = desk.waitForEvent('download');
  await desk.getByRole('button', { name: 'Save a copy of their data' }).click();
  assert.equal((await copied).suggestedFilename(), 'my-data.zip');
  await desk.getByRole('button', { name: 'Erase person' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByText(/^Keeps .*marks \(1\).* under a pseudonym/).waitFor();
  await stage.inspect(desk, 'before');
  const saved = desk.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Erase person' }).click();
  const file = await saved;
  await desk.getByRole('table', { name: /^People who were erased/ }).waitFor();
  await desk.getByText(asha.id, { exact: true }).waitFor();
  await stage.inspect(desk, 'erased');

  assert.equal((await her.send('me')).status, 401, 'she is signed out');
  assert.deepEqual((await admin.call('listPeople', { query: { search: 'Asha' } })).items, []);
  const board = await teacher.call('getBoard', { params: { id: session.id } });
  assert.equal(board.session.counts.marked, 2, 'the statistics stay');
  assert.equal(JSON.stringify(board).includes('Asha'), false);

  const certificate = JSON.parse(await readFile(await file.path(), 'utf8'));
  assert.deepEqual([certificate.institution, certificate.person], ['Test College', asha.id]);
  const [erasure] = (await admin.call('listErasures', { query: {} })).items;
  assert.equal(erasure?.id, certificate.id);

  await desk.goto('/admin/retention');
  await desk.getByRole('heading', { name: 'Retention', exact: true }).waitFor();
  await desk.getByRole('button', { name: 'Change Faces of students who left' }).click();
  const change = desk.getByRole('dialog');
  await change.getByText('Nothing is due by it now.').waitFor();
  await change.getByRole('textbox', { name: 'Days' }).fill('60');
  await stage.inspect(desk, 'retention-change');
  await change.getByRole('button', { name: 'Save' }).click();
  await desk
    .getByRole('row', { name: /^Faces of students who left/ })
    .getByText('60 days')
    .waitFor();
  await stage.inspect(desk, 'retention');

  await desk.goto('/admin/breach');
  await desk.getByRole('button', { name: 'Make report' }).click();
  await desk.getByRole('heading', { name: 'What was found' }).waitFor();
  await desk.getByRole('table', { name: /^Kinds of data/ }).waitFor();
  await stage.inspect(desk, 'breach');
  const list = desk.waitForEvent('download');
  await desk.getByRole('button', { name: 'Save list of people' }).click();
  const affected = await readFile(await (await list).path(), 'utf8');
  assert.ok(affected.includes('Bela Nair'));
  assert.equal(affected.includes('Asha'), false, 'erased people have no name');
});
