import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { setUpCollege } from './support/college.ts';
import { signIn } from './support/people.ts';
import { story } from './support/story.ts';

const DAY_MS = 24 * 3_600_000;
const year = new Date().getUTCFullYear() + 1;

const chooseInMenu = async (page: Page, { of, item }: { of: string; item: string }): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${of}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

story('a term is rolled over and archived; a student leaves on a day to come, others join batches', async (stage) => {
  const server = await stage.server();
  const names = ['Asha Rao', 'Bela Nair', 'Chetan Das'];
  const { admin, authenticator, sectionId } = await setUpCollege(server, names, { timeZone: 'Etc/UTC' });
  const slot = { weekday: 2, start: '10:00', end: '11:00' };
  await admin.call('addSlot', { params: { id: sectionId }, body: slot });

  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', authenticator);
  await desk.goto(`/admin/sections/${sectionId}`);
  await desk.getByRole('button', { name: 'Drop Bela Nair', exact: true }).click();
  const leaving = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10);
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('First day without Bela Nair', { exact: true }).fill(leaving);
  await dialog.getByText(/Bela Nair leaves by itself/).waitFor();
  await dialog.getByRole('button', { name: 'Drop', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await desk.getByRole('button', { name: 'Cancel plan for Bela Nair', exact: true }).waitFor();
  await stage.inspect(desk, 'roster-with-plan');

  await desk.getByRole('button', { name: 'Batches', exact: true }).click();
  const panel = desk.getByRole('dialog');
  await panel.getByRole('button', { name: 'See who is where', exact: true }).click();
  await panel.getByRole('heading', { name: 'Lab B2', exact: true }).waitFor();
  await stage.inspect(desk, 'batches');
  await panel.getByRole('button', { name: 'Put them there', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  const sections = await admin.call('listSections', { query: {} });
  assert.deepEqual(
    sections.map(({ name, students }) => [name, students]),
    [
      ['A', 3],
      ['Lab B1', 2],
      ['Lab B2', 1],
    ],
  );

  await desk.goto('/admin/structure/terms');
  await chooseInMenu(desk, { of: 'This year', item: 'Edit' });
  await panel.getByLabel('Last day', { exact: true }).fill(`${year}-01-31`);
  await panel.getByRole('button', { name: 'See what it changes', exact: true }).click();
  await panel.getByRole('heading', { name: 'What these days change', exact: true }).waitFor();
  await panel.getByText(/^\d+ classes are added$/).waitFor();
  await stage.inspect(desk, 'other-days');
  await panel.getByRole('button', { name: 'Save these days', exact: true }).click();
  await panel.waitFor({ state: 'detached' });

  await chooseInMenu(desk, { of: 'This year', item: 'Roll over…' });
  await panel.getByLabel('Name of the new term', { exact: true }).fill('Next year');
  await panel.getByLabel('First day', { exact: true }).fill(`${year}-01-01`);
  await panel.getByLabel('Last day', { exact: true }).fill(`${year}-12-30`);
  await panel.getByRole('button', { name: 'See what it makes', exact: true }).click();
  await panel.getByRole('heading', { name: 'What the new term gets', exact: true }).waitFor();
  await panel.getByText('3 sections with their faculty and settings', { exact: true }).waitFor();
  await stage.inspect(desk, 'roll-over');
  await panel.getByRole('button', { name: 'Make the term', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  await desk.getByRole('rowheader', { name: 'Next year', exact: true }).waitFor();

  await chooseInMenu(desk, { of: 'This year', item: 'Archive' });
  await desk.getByRole('dialog').getByRole('button', { name: 'Archive', exact: true }).click();
  await desk.getByRole('rowheader', { name: 'This year', exact: true }).waitFor({ state: 'detached' });
  await desk.getByRole('checkbox', { name: 'Show archived terms', exact: true }).check();
  await desk.getByRole('rowheader', { name: 'This year', exact: true }).waitFor();
  await stage.inspect(desk, 'archived-terms');
  await chooseInMenu(desk, { of: 'This year', item: 'Sections' });
  await desk.getByRole('cell', { name: 'Lab B1', exact: true }).waitFor();
});
