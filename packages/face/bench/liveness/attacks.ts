import { EYELIDS } from '../../src/liveness/mesh-points.ts';
import type { Challenge, LivenessFrame } from '../../src/liveness/types.ts';
import type { Picture } from '../../src/pixels.ts';
import type { Point } from '../../src/types.ts';
import type { Camera } from './camera.ts';
import { film, type Paint } from './film.ts';
import { type Gesture, type Head, STILL } from './head.ts';
import type { Random } from './random.ts';
import { drawHead, drawPressed, drawSheet, type Sheet } from './scene.ts';
import { perform } from './script.ts';

/** What is held before the camera instead of a living head. The pictures are of the person the attack pretends to be. */

export interface StageProps {
  challenge: Challenge;
  victim: Head;
  /** Whoever holds the picture. */
  attacker: Head;
  camera: Camera;
  /** Largest displacement of a frame's time, ms. */
  jitter?: number;
  random: Random;
  /** Where it happens; a place of its own unless given. */
  room?: Random;
}

export type Stage = (props: StageProps) => Promise<LivenessFrame[]>;

/** How far the screen's light comes back from skin or paper in a room that is not bright: 3 to 12%. */
const reflectionOf = (random: Random) => random.fork('reflection').between(0.03, 0.12);

function shoot({ challenge, camera, jitter, random, room }: StageProps, paint: Paint): Promise<LivenessFrame[]> {
  const moments = perform(challenge, random.fork('script'), jitter === undefined ? {} : { jitter });
  return film({
    moments,
    camera,
    paint,
    random: random.fork('film'),
    room: room ?? random.fork('room'),
    reflection: reflectionOf(random),
  });
}

export const genuine: Stage = (props) => shoot(props, livingHead(props.victim));

function livingHead(head: Head): Paint {
  return (canvas, { gesture, ...place }, light) => drawHead(canvas, head, { gesture, place, light });
}

/** Held up and hardly moved. */
export const stillPhoto: Stage = (props) => {
  const sheet = printOf(props.victim);
  return shoot(props, (canvas, { gesture, ...place }, light) => {
    const share = { yaw: gesture.yaw * 0.1, pitch: gesture.pitch * 0.1, roll: gesture.roll };
    drawSheet(canvas, sheet, { gesture: { ...STILL, ...share }, place, light });
  });
};

/** Tilted as the steps ask, by up to twice as far as a head would turn. */
export const tiltedPhoto: Stage = (props) => shoot(props, turnedSheet(printOf(props.victim), props.random));

/** Bent round an upright or a lying cylinder, then tilted as the steps ask. */
export const bentPhoto: Stage = (props) => {
  const random = props.random.fork('bend');
  const sheet = {
    ...printOf(props.victim),
    radius: random.between(6, 16),
    axis: random.pick(['upright', 'upright', 'across'] as const),
  };
  return shoot(props, turnedSheet(sheet, props.random));
};

export const furtherThanAHead = (random: Random) => random.fork('tilt').between(1, 2);

function turnedSheet(sheet: Sheet, random: Random): Paint {
  const further = furtherThanAHead(random);
  return (canvas, { gesture, ...place }, light) => {
    const { yaw, pitch, roll } = gesture;
    drawSheet(canvas, sheet, { gesture: { ...STILL, yaw: yaw * further, pitch: pitch * further, roll }, place, light });
  };
}

/** The print has holes where the eyes were; the attacker's own eyes look and blink through them. */
export const cutOutEyes: Stage = (props) => {
  const sheet = { ...printOf(props.victim), picture: withoutEyes(props.victim) };
  const further = furtherThanAHead(props.random);
  return shoot(props, (canvas, { gesture, ...place }, light) => {
    const turned = { ...gesture, yaw: gesture.yaw * further, pitch: gesture.pitch * further };
    drawPressed(canvas, props.attacker, { gesture: turned, place, light });
    drawSheet(canvas, sheet, { gesture: turned, place, light });
  });
};

function withoutEyes({ texture, at }: Head): Picture {
  const { width, height, data, channels } = texture;
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[i * 4 + channel] = data[i * channels + channel]!;
    pixels[i * 4 + 3] = 255;
  }
  for (const side of ['right', 'left'] as const) {
    const rim = [...EYELIDS[side].upper, ...EYELIDS[side].lower].map((index) => at[index]!);
    const [cx, cy] = [0, 1].map((axis) => rim.reduce((sum, point) => sum + point[axis]!, 0) / rim.length) as [
      number,
      number,
    ];
    const radius = Math.max(...rim.map(([x]) => Math.abs(x - cx))) * 1.15;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (((x - cx) / radius) ** 2 + ((y - cy) / (radius * 0.6)) ** 2 < 1) pixels[(y * width + x) * 4 + 3] = 0;
      }
    }
  }
  return { width, height, channels: 4, data: pixels };
}

/** A photo of the victim held beside the attacker's face, both in the picture throughout. */
export const twoFaces: Stage = (props) => {
  const sheet = printOf(props.victim);
  return shoot(props, (canvas, { gesture, ...place }, light) => {
    drawHead(canvas, props.attacker, { gesture, place: { ...place, x: place.x - 9 }, light });
    drawSheet(
      canvas,
      { ...sheet, width: sheet.width * 0.5 },
      { gesture: STILL, place: { ...place, x: place.x + 14, y: place.y - 2, distance: place.distance - 6 }, light },
    );
  });
};

/** A print of the whole cut-out, at the size of a real face give or take a fifth. */
export function printOf({ at, texture }: Head): Sheet {
  const [right, left] = [at[33]!, at[263]!];
  const origin: Point = [(right[0] + left[0]) / 2, (right[1] + left[1]) / 2];
  const width = (texture.width * 8.9) / Math.hypot(left[0] - right[0], left[1] - right[1]);
  return { picture: texture, width, origin, radius: Number.POSITIVE_INFINITY, axis: 'upright' };
}

/** Two people act the same steps in the same place, frame for frame: what a swap mid-way is cut from. */
export async function twins(props: StageProps): Promise<[LivenessFrame[], LivenessFrame[]]> {
  return [await shoot(props, livingHead(props.victim)), await shoot(props, livingHead(props.attacker))];
}

/** A hand that tilts a print to and fro, in a period of one to two seconds. */
export function sheetTurned(
  random: Random,
  { least, most }: { least: number; most: number },
): (at: number, gesture: Gesture) => Gesture {
  const [size, period, phase] = [random.between(least, most), random.between(1000, 2000), random.between(0, 6.3)];
  const [across, down] = [random.between(0.4, 1), random.between(0, 0.6)];
  return (at, gesture) => {
    const wave = size * Math.sin((at / period) * 2 * Math.PI + phase);
    return { ...gesture, yaw: gesture.yaw + across * wave, pitch: gesture.pitch + down * wave };
  };
}
