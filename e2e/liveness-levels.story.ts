import assert from 'node:assert/strict';
import { putBeforeCamera } from './support/actor.ts';
import {
  actor,
  approve,
  awaitAnswer,
  countOf,
  IN_THE_ROOM,
  noteMovements,
  openCheckIn,
  openClass,
} from './support/movements.ts';
import { story } from './support/story.ts';

const levels = [
  { level: 'low', movements: 2 },
  { level: 'high', movements: 5 },
] as const;

for (const { level, movements } of levels) {
  story(`level ${level}: who makes its ${movements} movements is checked in`, async (stage) => {
    const college = await openClass(await stage.server(), { level });
    const phone = await stage.enter({ device: 'phone', place: IN_THE_ROOM });
    await putBeforeCamera(phone, (await actor).performance);
    const asked = noteMovements(phone);
    await openCheckIn(phone);
    const isIn = await awaitAnswer(phone);
    console.log(`${asked.join(', ')}: ${isIn ? 'the tick' : 'the teacher'}`);
    assert.equal(asked.length, movements);
    if (!isIn) await approve(college, ['liveness_unclear']);
    assert.equal((await countOf(college)).attended, 1);
  });
}
