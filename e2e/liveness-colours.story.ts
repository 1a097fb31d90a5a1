import assert from 'node:assert/strict';
import { putBeforeCamera } from './support/actor.ts';
import {
  actor,
  approve,
  awaitAnswer,
  countOf,
  IN_THE_ROOM,
  MOVEMENTS_TIMEOUT_MS,
  noteMovements,
  openCheckIn,
  openClass,
} from './support/movements.ts';
import { story } from './support/story.ts';

/** Notes every colour of the screen with its time, in the page. */
const WATCH = `(() => {
  window.colours = [];
  new MutationObserver(() => {
    const colour = document.querySelector('dialog[open]')?.style.backgroundColor;
    if (colour && window.colours.at(-1)?.colour !== colour) window.colours.push({ colour, at: performance.now() });
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] });
})()`;

story('colours are shown to who accepts them, no faster than is safe, and a lit face is checked in', async (stage) => {
  const college = await openClass(await stage.server(), { level: 'standard', flashes: 'offer' });
  const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM });
  await putBeforeCamera(phone, (await actor).performance);
  await phone.addInitScript({ content: WATCH });
  const asked = noteMovements(phone);
  await openCheckIn(phone);
  await phone.getByRole('heading', { name: 'May this screen show colours?' }).waitFor();
  await stage.inspect(phone, 'asked');
  assert.equal(asked.length, 0);
  await phone.getByRole('button', { name: 'Show colours' }).click();
  await phone.getByRole('button', { name: 'No flashing colours' }).waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
  const screen = phone.getByRole('dialog', { name: 'Hold still and look at the colours' });
  await screen.waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
  await phone.screenshot({ path: 'test-results/colours.png' });
  const isIn = await awaitAnswer(phone);
  const shown = (await phone.evaluate('window.colours')) as { colour: string; at: number }[];
  console.log(`${asked.join(', ')}: ${isIn ? 'the tick' : 'the teacher'}`);
  assert.equal(asked.length, 4);
  assert.equal(shown.length, 9, 'grey, then eight colours');
  for (const [i, { at }] of shown.entries()) {
    if (i > 0) assert.ok(at - (shown[i - 1]?.at ?? 0) >= 480, `colour ${i} came too soon`);
  }
  if (!isIn) await approve(college, ['liveness_unclear']);
  assert.equal((await countOf(college)).attended, 1);
});

story(
  'no flashing colours: one tap, remembered, and where the policy expects them the teacher looks',
  async (stage) => {
    const college = await openClass(await stage.server(), { level: 'low', flashes: 'expect' });
    const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM });
    await putBeforeCamera(phone, (await actor).performance);
    const asked = noteMovements(phone);
    await openCheckIn(phone);
    await phone.getByText('Without colours your teacher takes a look').waitFor();
    await phone.getByRole('button', { name: 'No flashing colours' }).click();
    await phone.getByText('No colours are shown to you on this device.').waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
    await stage.inspect(phone, 'without-colours');
    await phone.reload();
    await phone.getByText('No colours are shown to you on this device.').waitFor({ timeout: MOVEMENTS_TIMEOUT_MS });
    assert.equal(await awaitAnswer(phone), false);
    assert.ok(!asked.includes('flash'));
    await approve(college, ['flashes_declined']);
    assert.equal((await countOf(college)).attended, 1);
  },
);
