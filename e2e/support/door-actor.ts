import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filmPoses, openStudio } from '@smart-presence/face/bench/liveness/studio.ts';
import type { Page } from 'playwright-core';

const CACHE = join(tmpdir(), 'smart-presence-test-models');
const PICTURES = 12;
const shares = Array.from({ length: PICTURES }, (_, i) => i / (PICTURES - 1));
/** Centimetres from the camera along the way to it, and there. */
const coming = shares.map((share) => 95 - 41 * share);
const there = shares.map(() => 54);

/** What the camera of a door sees of somebody: the way to it, and turns in front of it. */
type Films = Readonly<Record<'way' | 'turn-left' | 'turn-right', readonly Uint8Array[]>>;

export interface DoorPeople {
  enrolment: Buffer[];
  head: Films;
  /** The same person on paper. */
  print: Films;
}

/** Renders a head of the attack lab, and a print of it, as they come up to a door. */
export async function renderDoorPeople(): Promise<DoorPeople> {
  const [head] = await openStudio(CACHE);
  if (!head) throw new Error('The installed pictures show nobody near and frontal.');
  const films = async (isPrint: boolean): Promise<Films> => {
    const scene = { head, isPrint, seed: 'at the door' };
    const turn = (yaw: number) =>
      filmPoses({ ...scene, gestures: shares.map((share) => ({ yaw: yaw * share })), distances: there });
    return {
      way: await filmPoses({ ...scene, gestures: shares.map(() => ({})), distances: coming }),
      'turn-left': await turn(36),
      'turn-right': await turn(-36),
    };
  };
  const turns = [0, 9, -9, 4, -5, 12, -12].map((yaw) => ({ yaw }));
  const enrolment = await filmPoses({ head, gestures: turns, seed: 'enrolment' });
  return {
    enrolment: enrolment.map((picture) => Buffer.from(picture)),
    head: await films(false),
    print: await films(true),
  };
}

/**
 * Makes the page's camera hang at a door: it films a wall until `comeUp` sends somebody, who comes nearer within four seconds, turns when
 * the screen says so, and leaves with the answer.
 */
export async function hangCamera(page: Page, { head, print }: DoorPeople): Promise<void> {
  const text = (films: Films) =>
    Object.fromEntries(
      Object.entries(films).map(([what, pictures]) => [
        what,
        pictures.map((picture) => Buffer.from(picture).toString('base64')),
      ]),
    );
  await page.addInitScript({ content: `(${HANG})(${JSON.stringify({ head: text(head), print: text(print) })})` });
}

export const comeUp = (page: Page, who: 'head' | 'print'): Promise<void> =>
  page.evaluate(`window.comeUp(${JSON.stringify(who)})`);

/** Runs in the page, whose types this workspace does not know. */
const HANG = `(people) => {
  const decode = (text) =>
    createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/jpeg' }));
  const decoded = {};
  const all = Promise.all(
    Object.entries(people).flatMap(([who, films]) =>
      Object.entries(films).map(async ([what, pictures]) => {
        (decoded[who] ??= {})[what] = await Promise.all(pictures.map(decode));
      }),
    ),
  );
  // The page's clock may be put forward: what happens before the camera goes by none of it.
  const frameMs = 60;
  const wayFrames = 4000 / frameMs;
  const reactionFrames = 500 / frameMs;
  const turnFrames = 1600 / frameMs;
  let visitor = null;
  let frames = 0;
  let turn = null;
  let turned = 0;
  window.comeUp = (who) => {
    [visitor, frames, turn, turned] = [who, 0, null, 0];
  };
  const words = { left: 'Turn your head far to your left', right: 'Turn your head far to your right' };
  const pictureNow = () => {
    if (!visitor) return null;
    if (document.querySelector('[data-tone]')) visitor = null;
    if (!visitor) return null;
    const films = decoded[visitor];
    frames += 1;
    const shown = document.querySelector('main')?.textContent ?? '';
    const told = shown.includes(words.left) ? 'turn-left' : shown.includes(words.right) ? 'turn-right' : null;
    if (told) [turn, turned] = [told, turn === told ? turned + 1 : 0];
    // On a slow machine few pictures were taken on the way: it is gone once more, as the screen says.
    if (shown.includes('Take a step back') && frames > 1.2 * wayFrames) frames = 0;
    const at = (film, share) => film[Math.round(Math.min(1, Math.max(0, share)) * (film.length - 1))];
    if (turn) return at(films[turn], (turned - reactionFrames) / turnFrames);
    return at(films.way, frames / wayFrames);
  };
  navigator.mediaDevices.getUserMedia = async () => {
    await all;
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const context = canvas.getContext('2d');
    const grain = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
    const noise = new ImageData(160, 120);
    const draw = () => {
      const picture = pictureNow();
      context.fillStyle = '#8a8f86';
      if (picture) context.drawImage(picture, 0, 0);
      else context.fillRect(0, 0, 640, 480);
      // No sensor gives the same picture twice.
      for (let i = 3; i < noise.data.length; i += 4) noise.data[i] = Math.random() * 24;
      grain.getContext('2d').putImageData(noise, 0, 0);
      context.drawImage(grain, 0, 0, 640, 480);
    };
    setInterval(draw, frameMs);
    draw();
    return canvas.captureStream(20);
  };
}`;
