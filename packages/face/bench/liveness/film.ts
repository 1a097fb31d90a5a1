import { openPicture } from '../../src/decode.ts';
import { lightOfValue } from '../../src/liveness/colour-code.ts';
import { type LivenessNets, observe } from '../../src/liveness/observe.ts';
import type { PictureHasher } from '../../src/liveness/picture-hash.ts';
import type { Challenge, LivenessFrame, Observation, Rgb } from '../../src/liveness/types.ts';
import { type Camera, take } from './camera.ts';
import type { Random } from './random.ts';
import type { Canvas } from './rasterise.ts';
import { emptyRoom, type Light, makeRoom, NO_LIGHT, shifted } from './scene.ts';
import type { Moment } from './script.ts';

/** Draws what is in front of the camera at one moment, lit by the screen. */
export type Paint = (canvas: Canvas, moment: Moment, light: Light) => void;

export interface FilmProps {
  moments: readonly Moment[];
  camera: Camera;
  paint: Paint;
  random: Random;
  room: Random;
  /** Share of the screen's colour that comes back from what is near; what is far gets a quarter of it. */
  reflection: number;
}

/** Takes every moment: encoded pictures with their times. */
export async function film({
  moments,
  camera,
  paint,
  random,
  room: place,
  reflection,
}: FilmProps): Promise<LivenessFrame[]> {
  const room = makeRoom(place);
  const noise = random.fork('noise');
  const frames: LivenessFrame[] = [];
  for (const [index, moment] of moments.entries()) {
    const canvas = emptyRoom(shifted(room, moment.shake), lightOf(moment.colour, reflection / 4));
    paint(canvas, moment, lightOf(moment.colour, reflection));
    const share = index / Math.max(1, moments.length - 1);
    frames.push({ ...moment.time, picture: await take(canvas, camera, { random: noise, share }) });
  }
  return frames;
}

/** Light adds up in linear values; pictures are encoded with a power of about 1/2.2. */
function lightOf(colour: Rgb | undefined, reflection: number): Light {
  if (!colour) return NO_LIGHT;
  const channel = (value: number) => (1 + reflection * lightOfValue(value)) ** (1 / 2.2);
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

export interface LookProps {
  nets: LivenessNets;
  hasher: PictureHasher;
  challenge: Challenge;
  frames: readonly LivenessFrame[];
}

/** What the engine sees in encoded frames, without worker threads. */
export async function lookAt({ nets, hasher, challenge, frames }: LookProps): Promise<Observation[]> {
  const sources = frames.map(({ picture, ...time }) => ({
    ...time,
    open: async () => (await openPicture(picture)).atLeast(640),
  }));
  return (await observe({ nets, hasher, challenge, frames: sources, allEyes: true })).observations;
}
