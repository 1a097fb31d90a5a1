import assert from 'node:assert/strict';
import { consentText } from '@smart-presence/contract';
import type { Page } from 'playwright-core';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { portrait, roomPhoto } from './support/portraits.ts';
import { story } from './support/story.ts';
import { zipOf } from './support/zip-of.ts';

const choose = (page: Page, name: string, text: string): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const broken = [
  'Full name,Mail,Roll No,Branch,Year',
  'Asha Rao,asha@college.example,1SP001,CS,2',
  'Bela Nair,bela-at-college,1SP002,CS,two',
  ',chitra@college.example,1SP003,EE,1',
].join('\n');
const mended = broken
  .replace('bela-at-college', 'bela@college.example')
  .replace('two', '2')
  .replace('\n,chitra', '\nChitra,chitra')
  .replace('EE', 'CS');

story('an import is mended, applied and undone', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, []);
  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', college.authenticator);

  await desk.goto('/admin/imports');
  await desk.getByRole('heading', { name: 'No imports yet' }).waitFor();

  await choose(desk, 'class list.csv', broken);
  await desk.getByRole('heading', { name: 'Rows to fix' }).waitFor();
  await desk.getByRole('cell', { name: 'Name is missing' }).waitFor();
  await stage.inspect(desk, 'import-problems');
  assert.equal(await desk.getByRole('button', { name: /^Apply/ }).count(), 0, 'nothing can be applied');

  await desk.getByRole('link', { name: 'Choose another file' }).click();
  await desk.getByRole('button', { name: 'Choose CSV file' }).waitFor();
  await choose(desk, 'class list.csv', mended);
  await desk.getByRole('button', { name: 'Apply 3 changes' }).waitFor();
  await desk.getByLabel('Year', { exact: true }).selectOption({ label: 'Not in the file' });
  await desk.getByRole('button', { name: 'Apply 3 changes' }).click();
  await desk.getByRole('heading', { name: 'Import finished' }).waitFor();
  await stage.inspect(desk, 'import-applied');
  const people = async () => (await college.admin.call('listPeople', { query: { search: '1SP00' } })).items;
  assert.deepEqual((await people()).map(({ name, profile }) => `${name} ${profile?.year}`).sort(), [
    'Asha Rao null',
    'Bela Nair null',
    'Chitra null',
  ]);

  const imported = desk.url();
  await desk.goto('/admin/people?role=student');
  await desk.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await desk.getByRole('button', { name: 'Edit fields' }).click();
  const edit = desk.getByRole('dialog');
  await edit.getByLabel('Field').selectOption({ label: 'Section' });
  await edit.getByLabel('New value').fill('<b data-xss>B');
  await edit.getByRole('button', { name: 'Count what would change' }).click();
  await edit.getByText('Changes 3 students.').waitFor();
  await stage.inspect(desk, 'edit-students');
  await edit.getByRole('button', { name: 'Change 3 students' }).click();
  await edit.getByText('3 students changed.').waitFor();
  assert.deepEqual(new Set((await people()).map(({ profile }) => profile?.sectionLabel)), new Set(['<b data-xss>B']));
  await edit.getByRole('button', { name: 'Undo' }).click();
  await edit.waitFor({ state: 'detached' });
  assert.deepEqual(new Set((await people()).map(({ profile }) => profile?.sectionLabel)), new Set([null]));

  await desk.goto('/admin/people?role=student&pageSize=2');
  await desk.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await desk.getByRole('button', { name: 'Edit all 3 that match' }).click();
  await edit.getByLabel('New value').fill('3');
  await edit.getByRole('button', { name: 'Count what would change' }).click();
  await desk.getByRole('button', { name: 'Apply 3 changes' }).waitFor();
  await stage.inspect(desk, 'edit-of-all');
  await desk.getByRole('button', { name: 'Apply 3 changes' }).click();
  await desk.getByRole('heading', { name: 'Edit finished' }).waitFor();
  assert.deepEqual(new Set((await people()).map(({ profile }) => profile?.year)), new Set([3]));
  await desk.getByRole('button', { name: 'Undo edit' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Undo edit' }).click();
  await desk.getByRole('heading', { name: 'Edit undone' }).waitFor();
  assert.deepEqual(new Set((await people()).map(({ profile }) => profile?.year)), new Set([null]));

  await desk.goto(imported);
  await desk.getByRole('button', { name: 'Undo import' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Undo import' }).click();
  await desk.getByRole('heading', { name: 'Import undone' }).waitFor();
  assert.deepEqual(await people(), []);

  await desk.getByRole('link', { name: 'All imports' }).click();
  await desk.getByRole('heading', { name: 'Imports so far' }).waitFor();
  await desk.getByRole('cell', { name: 'Undone' }).first().waitFor();
  await stage.inspect(desk, 'imports');
  await desk.goto('/admin/jobs');
  await desk.getByRole('cell', { name: 'Undoing of an import' }).first().waitFor();
  await stage.inspect(desk, 'jobs');
});

story('photos named by USN enrol those who agreed, and say what is wrong with the others', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair', 'Carla Dias']);
  for (const { id } of college.students.slice(0, 2)) {
    const student = await acceptInvitation({ server, admin: college.admin, personId: id });
    await student.call('giveConsent', { body: { textVersion: consentText.version } });
  }
  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', college.authenticator);

  await desk.goto('/admin/imports');
  await desk.getByLabel('What is in the file?').selectOption({ label: 'Enrolment photos (ZIP)' });
  await desk.getByRole('button', { name: 'Choose ZIP file' }).waitFor();
  const zip = zipOf({
    'CS 5A/1SP001.jpg': await portrait('asha'),
    'CS 5A/1SP002.jpg': await roomPhoto(),
    'CS 5A/1SP003.jpg': await portrait('carla'),
    '<img data-xss src=x onerror=__xss(0)>.jpg': await portrait('diana'),
  });
  const name = 'faces <img data-xss src=x onerror=__xss(0)>.zip';
  await desk.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/zip', buffer: zip });
  await desk.getByRole('heading', { name: 'What the pictures show' }).waitFor();
  await desk.getByRole('cell', { name: /1SP002.jpg” shows more than one face/ }).waitFor();
  await desk.getByRole('cell', { name: /1SP003.jpg” has not agreed/ }).waitFor();
  await desk.getByRole('heading', { name }).waitFor();
  assert.equal(await desk.locator('[data-xss]').count(), 0, 'names of files are text');
  await stage.inspect(desk, 'photos-checked');

  await desk.getByRole('button', { name: 'Enrol 1 student' }).click();
  await desk.getByRole('heading', { name: 'Import finished' }).waitFor();
  await stage.inspect(desk, 'photos-applied');
  const [asha] = college.students;
  const status = async () =>
    (await college.admin.call('personBiometrics', { params: { id: asha?.id ?? '' } })).template?.status ?? null;
  assert.equal(await status(), 'provisional');

  await desk.getByRole('button', { name: 'Undo import' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
  await desk.getByRole('heading', { name: 'Import undone' }).waitFor();
  assert.equal(await status(), null);
});
