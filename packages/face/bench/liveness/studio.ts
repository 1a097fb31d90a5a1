import { openLivenessNets } from '../../src/node/liveness-nets.ts';
import { openNets } from '../../src/node/nets.ts';
import { printOf } from './attacks.ts';
import { film } from './film.ts';
import { type Gesture, type Head, STILL } from './head.ts';
import { CONDITIONS } from './lab.ts';
import { makePeople } from './people.ts';
import { seeded } from './random.ts';
import { drawHead, drawSheet } from './scene.ts';

/** The people of the installed pictures, for tests of other workspaces. @param cacheDir where compiled models are kept. */
export async function openStudio(cacheDir: string): Promise<Head[]> {
  const { nets } = await openNets({ cacheDir, modelsDir: undefined });
  const livenessNets = await openLivenessNets(nets, { cacheDir, modelsDir: undefined });
  return makePeople({ nets, ...livenessNets, pictures: undefined });
}

export interface PosesProps {
  head: Head;
  /** What differs from a head at rest, one picture each. */
  gestures: readonly Partial<Gesture>[];
  /** Between head and camera, centimetres, one for each picture; as far as people hold a phone when absent. */
  distances?: readonly number[];
  /** A print of the person is held up instead. */
  isPrint?: boolean;
  /** Of the noise. */
  seed: string;
  /** Of what is behind the head; the same room for the same seed. */
  room?: string;
  /** How far the hand that holds the camera moves between two pictures, px; not at all when absent. */
  tremble?: number;
}

const DISTANCE_CM = 50;

/** One picture per gesture, in one room and light, by a camera in plain light: JPEG bytes. */
export async function filmPoses({
  head,
  gestures,
  distances = [],
  isPrint = false,
  seed,
  room = seed,
  tremble = 0,
}: PosesProps): Promise<Uint8Array[]> {
  const random = seeded(seed);
  const hand = random.fork('hand');
  const shaken = () => hand.between(-tremble, tremble);
  const frames = await film({
    moments: gestures.map((gesture, index) => ({
      time: { at: index * 100, step: 0 },
      gesture: { ...STILL, ...gesture },
      distance: distances[index] ?? DISTANCE_CM,
      x: 0,
      y: 0,
      shake: [shaken(), shaken()] as const,
      colour: undefined,
    })),
    camera: CONDITIONS.clean!,
    paint: (canvas, { gesture, ...place }, light) =>
      isPrint
        ? drawSheet(canvas, printOf(head), { gesture, place, light })
        : drawHead(canvas, head, { gesture, place, light }),
    random: random.fork('film'),
    room: seeded(room).fork('room'),
    reflection: 0,
  });
  return frames.map(({ picture }) => picture);
}
