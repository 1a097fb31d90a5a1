import assert from 'node:assert/strict';
import { acceptInvitation, setUpCollege } from './support/college.ts';
import { emailOf, signIn } from './support/people.ts';
import { story } from './support/story.ts';

const DAY_MS = 24 * 3_600_000;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

story('what concerns a student is said at once, and as they choose', async (stage) => {
  const server = await stage.server();
  const { admin, teacher, sectionId, students } = await setUpCollege(server, ['Asha Rao'], { timeZone: 'Etc/UTC' });
  const [term] = await admin.call('listTerms');
  assert.ok(term);
  const now = Date.now();
  const body = { name: 'This term', start: day(now - 30 * DAY_MS), end: day(now + 60 * DAY_MS) };
  await admin.call('updateTerm', { params: { id: term.id }, body });
  await acceptInvitation({ server, admin, personId: students[0]?.id ?? '' });

  const student = await stage.enter({ device: 'phone' });
  await signIn(student, emailOf(0));
  // The invitation was accepted elsewhere: this phone is new.
  await student.getByRole('link', { name: 'Notifications, 1 unread' }).click();
  await student.getByRole('link', { name: 'New sign-in to your account' }).waitFor();
  await student.getByRole('button', { name: 'Mark as read: New sign-in to your account' }).click();
  await student.getByRole('link', { name: 'Notifications, all read' }).waitFor();
  await student.getByRole('checkbox', { name: 'Only unread' }).click();
  await student.getByRole('heading', { name: 'All read' }).waitFor();
  await stage.inspect(student, 'nothing');
  await student.getByRole('button', { name: 'Show all' }).click();

  const slot = { weekday: ((new Date(now + 2 * DAY_MS).getUTCDay() + 6) % 7) + 1, start: '09:00', end: '10:00' };
  await admin.call('addSlot', { params: { id: sectionId }, body: slot });
  await student.getByRole('link', { name: 'The timetable of Networks has changed' }).waitFor();
  await student.getByRole('link', { name: 'Notifications, 1 unread' }).waitFor();
  const [coming] = await teacher.call('listScheduled', { query: { sectionId } });
  assert.ok(coming);
  await teacher.call('changeClass', {
    params: { id: coming.slotId, day: coming.day },
    body: { cancelled: { reason: 'Conference in Mysuru' } },
  });
  await student.getByText('Reason: Conference in Mysuru').waitFor();
  const open = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
  for (const code of ['A', 'L'])
    await teacher.call('setMarks', {
      params: { id: open.id },
      body: { marks: [{ studentId: students[0]?.id ?? '', code }], reason: 'Came in by the other door' },
    });
  await student.getByRole('link', { name: 'Notifications, 4 unread' }).waitFor();
  await stage.inspect(student, 'list');

  await student.getByRole('link', { name: 'Your mark in Networks is now L' }).click();
  await student.waitForURL((url) => url.pathname === '/attendance');
  await student.getByRole('link', { name: 'Notifications, 3 unread' }).click();
  await student.getByRole('button', { name: 'Mark all as read' }).click();
  await student.getByRole('link', { name: 'Notifications, all read' }).waitFor();
  await student.getByRole('button', { name: 'Mark as unread: Networks is cancelled' }).click();
  await student.getByRole('checkbox', { name: 'Only unread' }).click();
  await student.getByRole('button', { name: 'Mark as read: Networks is cancelled' }).waitFor();
  assert.equal(await student.getByRole('listitem').filter({ hasText: 'Networks' }).count(), 1);

  await student.getByRole('link', { name: 'What I am told' }).click();
  await student.getByRole('heading', { name: 'What I am told' }).waitFor();
  await student.getByText('Always: it is about the safety of your account.').waitFor();
  await student.getByRole('switch', { name: 'Class cancelled: in the app' }).click();
  await student.getByRole('switch', { name: 'Class cancelled: by e-mail' }).click();
  await student.getByText('Quiet: you are not told.').waitFor();
  await stage.inspect(student, 'choices');
  assert.equal(await student.getByRole('switch', { name: /^New sign-in/ }).count(), 0, 'this cannot be switched off');
  await student.reload();
  await student.getByRole('switch', { name: 'Class cancelled: in the app', checked: false }).waitFor();

  await student.goto('/account');
  await student.getByRole('button', { name: 'Make a link' }).click();
  const link = await student.getByLabel('Your link').inputValue();
  assert.match(await (await fetch(link)).text(), /STATUS:CANCELLED/);
  await stage.inspect(student, 'calendar-link');
  await student.getByRole('button', { name: 'Remove the link' }).click();
  await student.getByRole('dialog').getByRole('button', { name: 'Remove the link' }).click();
  await student.getByRole('button', { name: 'Make a link' }).waitFor();
  assert.equal((await fetch(link)).status, 404);
});
