import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filmPoses, openStudio, type PosesProps } from '@smart-presence/face/bench/liveness/studio.ts';
import type { Page } from 'playwright-core';

type Gesture = PosesProps['gestures'][number];
/** What a rendered person shows under each instruction, from the first picture to the last. */
export type Performance = Readonly<Record<string, readonly Uint8Array[]>>;

const CACHE = join(tmpdir(), 'smart-presence-test-models');
const PICTURES = 12;
const along = (gesture: (share: number) => Gesture): Gesture[] =>
  Array.from({ length: PICTURES }, (_, i) => gesture(i / (PICTURES - 1)));

const CLOSER = 'Come much closer to the camera';
/** Centimetres from the camera along the way to it. */
const approach = Array.from({ length: PICTURES }, (_, i) => 50 - (21 * i) / (PICTURES - 1));

/** Movements of every level by the words that ask for them; `rest` is for all other words. */
const movements: Readonly<Record<string, Gesture[]>> = {
  rest: along(() => ({})),
  'Turn your head far to your left': along((share) => ({ yaw: 36 * share })),
  'Turn your head far to your right': along((share) => ({ yaw: -36 * share })),
  'Close your eyes for a moment': along((share) => ({ eyesClosed: share > 0.3 && share < 0.8 ? 1 : 0 })),
  'Open your mouth wide': along((share) => ({ mouthOpen: share })),
  'Lift your chin and look up': along((share) => ({ pitch: 20 * share })),
  'Lower your chin and look down': along((share) => ({ pitch: -20 * share })),
  [CLOSER]: along(() => ({})),
};

/** How a person holds the phone: nobody does it twice alike. */
interface Hold {
  /** Of the head at rest, degrees. */
  yaw: number;
  pitch: number;
  /** How much nearer than usual, centimetres. */
  nearer: number;
  seed: string;
}

const usual: Hold = { yaw: 0, pitch: 0, nearer: 0, seed: 'a day in class' };

async function perform(hold: Hold): Promise<Performance> {
  const head = await performer;
  const performance: Record<string, Uint8Array[]> = {};
  for (const [words, gestures] of Object.entries(movements)) {
    const distances = words === CLOSER ? approach : along(() => ({})).map(() => 50);
    performance[words] = await filmPoses({
      head,
      gestures: gestures.map((gesture) => ({
        ...gesture,
        yaw: hold.yaw + (gesture.yaw ?? 0),
        pitch: hold.pitch + (gesture.pitch ?? 0),
      })),
      distances: distances.map((distance) => distance - hold.nearer),
      seed: hold.seed,
    });
  }
  return performance;
}

const openPerformer = async () => {
  const [head] = await openStudio(CACHE);
  if (!head) throw new Error('The installed pictures show nobody near and frontal.');
  return head;
};
const performer = openPerformer();

/** Renders a head of the attack lab: pictures to enrol it with, and what it shows when asked to move. */
export async function renderActor(): Promise<{ enrolment: Buffer[]; performance: Performance }> {
  const turns = [0, 9, -9, 4, -5, 12, -12].map((yaw) => ({ yaw }));
  const enrolment = await filmPoses({ head: await performer, gestures: turns, seed: 'enrolment' });
  return { enrolment: enrolment.map((picture) => Buffer.from(picture)), performance: await perform(usual) };
}

/** The same person on another day: other pictures, or they would be refused as seen before. @param day 0, 1, 2 … */
export const performOnDay = (day: number): Promise<Performance> =>
  perform({
    yaw: ((day * 5) % 7) - 3,
    pitch: ((day * 3) % 7) - 3,
    nearer: ((day * 4) % 9) - 4,
    seed: `day ${day} in class`,
  });

/**
 * Makes the page's camera film the rendered person, who reads the instruction on the screen and does what it says after
 * half a second, lit by the colours that the page shows: a camera driver that no browser can tell from a real one, which is what our limits say of virtual cameras.
 */
export async function putBeforeCamera(page: Page, performance: Performance): Promise<void> {
  const films = Object.fromEntries(
    Object.entries(performance).map(([words, pictures]) => [
      words,
      pictures.map((picture) => Buffer.from(picture).toString('base64')),
    ]),
  );
  await page.addInitScript({ content: `(${ACT})(${JSON.stringify(films)})` });
}

/** Runs in the page, whose types this workspace does not know. */
const ACT = `(films) => {
  const decode = (text) =>
    createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/jpeg' }));
  const decoded = Promise.all(
    Object.entries(films).map(async ([words, pictures]) => [words, await Promise.all(pictures.map(decode))]),
  ).then((all) => new Map(all));
  const reactionMs = 500;
  const movementMs = 1600;
  /** How far a camera is behind what is before it. */
  const latencyMs = 120;
  const lit = [];
  const light = (context) => {
    const colour = document.querySelector('dialog[open]')?.style.backgroundColor ?? '';
    if (lit.at(-1)?.colour !== colour) lit.push({ colour, at: performance.now() });
    const shown = lit.findLast(({ at }) => performance.now() - at >= latencyMs)?.colour;
    if (!shown) return;
    const shine = (share, path) => {
      context.globalAlpha = share;
      context.fillStyle = shown;
      context.beginPath();
      path();
      context.fill();
    };
    context.globalCompositeOperation = 'lighter';
    shine(0.02, () => context.rect(0, 0, 640, 480));
    shine(0.08, () => context.ellipse(320, 240, 110, 150, 0, 0, 7));
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
  };

  navigator.mediaDevices.getUserMedia = async () => {
    const all = await decoded;
    const rest = all.get('rest');
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const context = canvas.getContext('2d');
    const grain = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
    const noise = new ImageData(160, 120);
    let current = rest;
    let at = 0;
    let words = '';
    let since = 0;
    const draw = () => {
      const shown = document.querySelector('p[class*="instruction"]')?.textContent ?? '';
      if (shown !== words) [words, since] = [shown, performance.now()];
      const film = all.get(words);
      const share = Math.min(1, Math.max(0, (performance.now() - since - reactionMs) / movementMs));
      if (film) {
        current = film;
        at = Math.round(share * (film.length - 1));
      } else if (at > 0) at -= 1;
      context.drawImage(at > 0 || film ? current[at] : rest[0], 0, 0);
      light(context);
      // No sensor gives the same picture twice.
      for (let i = 3; i < noise.data.length; i += 4) noise.data[i] = Math.random() * 24;
      grain.getContext('2d').putImageData(noise, 0, 0);
      context.drawImage(grain, 0, 0, 640, 480);
    };
    setInterval(draw, 60);
    draw();
    return canvas.captureStream(20);
  };
}`;
