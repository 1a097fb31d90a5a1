import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { setUpCollege } from './support/college.ts';
import { emailOf, enrolByApi, renderings, signIn } from './support/people.ts';
import { portrait } from './support/portraits.ts';
import { story } from './support/story.ts';

const KEY = 'story.device';

/** A device that is not as it should be: what it lacks is said by name before the page is loaded. */
const DEVICE = `(() => {
  const lack = localStorage.getItem('${KEY}') ?? '';
  const refuse = (name) => () => Promise.reject(new DOMException('as the story wants it', name));
  if (lack.endsWith('Error')) navigator.mediaDevices.getUserMedia = refuse(lack);
  if (lack === 'no camera access') Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
  const { geolocation } = navigator;
  if (lack === 'place denied') geolocation.getCurrentPosition = (_, no) => setTimeout(() => no({ code: 1 }), 10);
  if (lack === 'place slow') geolocation.getCurrentPosition = () => {};
})()`;

/** Camera problems by what a browser says, and the heading that explains each. */
const CAMERAS = {
  NotFoundError: 'No camera was found',
  NotAllowedError: 'The camera is not allowed',
  NotReadableError: 'The camera is in use',
  UnknownError: 'The camera did not open',
  'no camera access': 'This browser has no camera access',
} as const;
/** What is said about the place while the camera is up. */
const PLACES = {
  'place denied': 'No place shared: your teacher may have to confirm your check-in.',
  'place slow': 'Finding your place',
} as const;

async function reloadWithout(phone: Page, lack: string): Promise<void> {
  await phone.evaluate(`localStorage.setItem('${KEY}', ${JSON.stringify(lack)})`);
  await phone.reload();
}

story('what a device lacks is said with a way out, before anything is sent', async (stage) => {
  const server = await stage.server();
  const college = await setUpCollege(server, ['Asha Rao']);
  const [asha] = college.students;
  await enrolByApi({ server, college, studentId: asha?.id ?? '', pictures: await renderings('asha') });
  await college.teacher.call('openSession', { params: { id: college.sectionId }, body: {}, key: crypto.randomUUID() });
  const film = { pictures: [await portrait('asha')], framesEach: 75 };
  const phone = await stage.enter({ device: 'phone', film, place: { latitude: 12.9716, longitude: 77.5946 } });
  await phone.addInitScript({ content: DEVICE });
  await signIn(phone, emailOf(0));
  await phone.getByRole('link', { name: /Networks.*Check in/s }).waitFor();
  await phone.goto('/check-in/00000000-0000-7000-8000-000000000000');
  await phone.getByRole('heading', { name: 'This session is not open' }).waitFor();
  await stage.inspect(phone, 'not open');
  await phone.goto('/home');

  // Models that are on their way for ever: the camera is up, and nothing is taken yet.
  await phone.context().route('**/models/**', () => undefined);
  await phone.getByRole('link', { name: /Networks.*Check in/s }).click();
  await phone.getByRole('heading', { name: 'Networks', exact: true }).waitFor();

  for (const [lack, heading] of Object.entries(CAMERAS)) {
    await reloadWithout(phone, lack);
    await phone.getByRole('heading', { name: heading }).waitFor();
    // Where trying again cannot help, it is not offered.
    const retries = await phone.getByRole('button', { name: 'Try again' }).count();
    assert.equal(retries, lack === 'no camera access' ? 0 : 1, lack);
    if (lack === 'NotAllowedError') await stage.inspect(phone, lack);
  }
  for (const [lack, words] of Object.entries(PLACES)) {
    await reloadWithout(phone, lack);
    await phone.getByText(words).waitFor();
    if (lack === 'place denied') await stage.inspect(phone, lack);
  }
});
