import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

const DAY_MS = 24 * 3_600_000;

/** A zone in which it is about noon: a class that is held now begins and ends on one day. */
function zoneAtNoon(): string {
  const behind = new Date().getUTCHours() - 12;
  return `Etc/GMT${behind < 0 ? '-' : '+'}${Math.abs(behind)}`;
}

const clock = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
const weekday = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' }).format(at);
const dayIn = (zone: string, at: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at);

interface NewSlot {
  day: string;
  start: string;
  end: string;
  room?: RegExp;
}

async function addSlot(page: Page, { day, start, end, room }: NewSlot): Promise<void> {
  await page.getByRole('button', { name: 'Add slot' }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Weekday').selectOption({ label: day });
  await panel.getByLabel('From', { exact: true }).fill(start);
  await panel.getByLabel('Until', { exact: true }).fill(end);
  if (room) {
    const option = panel.getByLabel('Room').locator('option').filter({ hasText: room });
    await panel.getByLabel('Room').selectOption((await option.getAttribute('value')) ?? '');
  }
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
}

story('a session is opened from the timetable, and a class is cancelled', async (stage) => {
  const server = await stage.server();
  const zone = zoneAtNoon();
  const now = Date.now();
  const college = await setUpCollege(server, ['Asha Rao', 'Bela Nair'], { timeZone: zone });
  const { admin, sectionId, students } = college;
  const [term] = await admin.call('listTerms');
  assert.ok(term);
  const body = { name: 'This term', start: dayIn(zone, now - 30 * DAY_MS), end: dayIn(zone, now + 60 * DAY_MS) };
  await admin.call('updateTerm', { params: { id: term.id }, body });
  await admin.call('createPlace', { body: { name: 'Main block', latitude: 12.9, longitude: 77.5, radius: 100 } });
  await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });

  const desk = await stage.enter();
  await signIn(desk, 'admin@college.example', college.authenticator);
  await desk.goto('/admin/structure/rooms');
  await desk.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  await desk.getByRole('button', { name: 'Add room' }).first().click();
  await desk.getByRole('dialog').getByLabel('Name').fill('B 204');
  await desk.getByRole('dialog').getByLabel('Place').selectOption({ label: 'Main block' });
  await desk.getByRole('dialog').getByLabel(/Seats/).fill('60');
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByRole('cell', { name: 'B 204' }).waitFor();
  await stage.inspect(desk, 'rooms');

  await desk.goto(`/admin/sections/${sectionId}`);
  await desk.getByRole('link', { name: 'Timetable' }).click();
  await desk.getByRole('heading', { name: 'No timetable yet' }).waitFor();
  await stage.inspect(desk, 'no-timetable');
  const today = weekday(zone, now);
  const tomorrow = weekday(zone, now + DAY_MS);
  await addSlot(desk, {
    day: today,
    start: clock(zone, now - 2 * 60_000),
    end: clock(zone, now + 50 * 60_000),
    room: /B 204/,
  });
  await addSlot(desk, { day: tomorrow, start: '09:00', end: '09:50', room: /B 204/ });
  await addSlot(desk, { day: tomorrow, start: '15:00', end: '16:30' });
  await desk.getByRole('heading', { name: 'Next two weeks' }).waitFor();
  await stage.inspect(desk, 'timetable');
  await desk.getByRole('button', { name: 'Add slot' }).click();
  const panel = desk.getByRole('dialog');
  await panel.getByLabel('Weekday').selectOption({ label: tomorrow });
  await panel.getByLabel('From', { exact: true }).fill('09:30');
  await panel.getByLabel('Until', { exact: true }).fill('10:30');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('The section already meets at that time').waitFor();
  await stage.inspect(desk, 'overlap');
  await desk.keyboard.press('Escape');

  await desk.goto('/admin/structure/terms');
  await desk.getByRole('button', { name: 'Actions for This term' }).click();
  await desk.getByRole('menuitem', { name: 'Days without classes' }).click();
  await desk.getByRole('heading', { name: 'Classes are held on every day' }).waitFor();
  await desk.getByRole('button', { name: 'Add days' }).first().click();
  await desk.getByRole('dialog').getByLabel('What for').fill('Harvest festival');
  await desk
    .getByRole('dialog')
    .getByLabel('First day')
    .fill(dayIn(zone, now + 8 * DAY_MS));
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByRole('cell', { name: 'Harvest festival' }).waitFor();
  await stage.inspect(desk, 'holidays');
  const coming = await admin.call('listScheduled', { query: { sectionId } });
  assert.ok(coming.every(({ day }) => day !== dayIn(zone, now + 8 * DAY_MS)));

  const teacher = await stage.enter({ device: 'phone' });
  await signIn(teacher, 'teacher@college.example');
  const open = teacher.getByRole('button', { name: /Open the session of Networks at/ });
  await open.waitFor();
  await stage.inspect(teacher, 'today');
  const student = await stage.enter({ device: 'phone' });
  await signIn(student, emailOf(0));
  await student.getByRole('heading', { name: 'Next classes' }).waitFor();
  await student.getByText('Room B 204').waitFor();
  await open.click();
  await teacher.getByRole('heading', { name: /Networks/ }).waitFor();
  const session = (await admin.call('listSessions', { query: {} })).items[0];
  assert.equal(session?.id, coming[0]?.id, 'the session is the class of the timetable');
  await student.getByText('Networks is open').waitFor();

  await teacher.goto(`/sections/${sectionId}/timetable`);
  await teacher.getByRole('link', { name: new RegExp(clock(zone, now - 2 * 60_000)) }).waitFor();
  await stage.inspect(teacher, 'class-list');
  const menus = teacher.getByRole('button', { name: /Change the class of/ });
  await menus.nth(0).click();
  await teacher.getByRole('menuitem', { name: 'Cancel class' }).click();
  await teacher.getByLabel('Reason').waitFor();
  await stage.inspect(teacher, 'cancel');
  await teacher.getByLabel('Reason').fill('Conference in Mysuru');
  await teacher.getByRole('button', { name: 'Cancel class' }).click();
  await teacher.getByText('Class cancelled.').waitFor();
  await menus.nth(1).click();
  await teacher.getByRole('menuitem', { name: 'Move class' }).click();
  await teacher.getByRole('dialog').getByLabel('From', { exact: true }).fill('17:00');
  await teacher.getByRole('dialog').getByLabel('Until', { exact: true }).fill('18:30');
  await stage.inspect(teacher, 'move');
  await teacher.getByRole('button', { name: 'Move class' }).click();
  await teacher.getByText('Class moved.').waitFor();
  await menus.nth(1).click();
  await teacher.getByRole('menuitem', { name: 'Substitute teacher' }).click();
  await teacher.getByRole('combobox', { name: 'Teacher' }).waitFor();
  await stage.inspect(teacher, 'substitute');
  await teacher.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await stage.inspect(teacher, 'changed');

  await student.reload();
  await student.getByText('Conference in Mysuru').waitFor();
  await stage.inspect(student, 'student-home');

  await menus.nth(0).click();
  await teacher.getByRole('menuitem', { name: 'Hold as planned' }).click();
  await teacher.getByText('The class is held as planned.').waitFor();
  assert.equal(await teacher.getByText('Conference in Mysuru').count(), 0);
});
