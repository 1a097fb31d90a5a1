import type { Description, FrameDescription, NodeFaceEngine, Scene } from '@smart-presence/face/node';
import { explainFaceError, isPictureError, type LazyFaceEngine } from './face-engine.ts';
import type { SeenFrame } from './judge-frames.ts';

interface Pictures {
  engine: LazyFaceEngine;
  pictures: readonly Buffer[];
  /** Name of the file part, for the error's details. */
  part: string;
}

/** Pictures of one request at work at a time: leaves room in the engine's queue for other people. */
const AT_ONCE = 2;

/**
 * Describes the frames of a check-in in order, following the face from one to the next.
 * @throws AppError of the first unreadable frame, `overloaded`, `unavailable`.
 */
export const describeSequence = async ({ engine, pictures, part }: Pictures): Promise<FrameDescription[]> => {
  try {
    return await (await engine.ready()).describeFrames(pictures, { scene: 'selfie' });
  } catch (error) {
    throw explainFaceError(error, { name: part, index: 0 });
  }
};

/**
 * Looks at every enrolment frame by itself: each is searched for further faces, and one that cannot be read does not
 * hide what is wrong with the others.
 * @throws AppError `overloaded`, `unavailable`.
 */
export const describeEach = (props: Pictures): Promise<SeenFrame[]> =>
  eachOf(props, async (engine, picture, index) => {
    try {
      return await engine.describe(picture, { scene: 'selfie' });
    } catch (error) {
      if (isPictureError(error)) return 'unreadable';
      throw explainFaceError(error, { name: props.part, index });
    }
  });

/** Describes photos of a room. @throws AppError naming the photo that cannot be read, `overloaded`, `unavailable`. */
export const describeRoom = (props: Pictures): Promise<Description[]> => {
  const scene: Scene = 'room';
  return eachOf(props, async (engine, picture, index) => {
    try {
      return await engine.describe(picture, { scene });
    } catch (error) {
      throw explainFaceError(error, { name: props.part, index });
    }
  });
};

type Look<T> = (engine: NodeFaceEngine, picture: Buffer, index: number) => Promise<T>;

const eachOf = async <T>({ engine, pictures, part }: Pictures, look: Look<T>): Promise<T[]> => {
  const ready = await engine.ready().catch((error: unknown) => {
    throw explainFaceError(error, { name: part, index: 0 });
  });
  const results: T[] = [];
  const waiting = [...pictures.entries()];
  const takeTurns = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, picture] = next;
      results[index] = await look(ready, picture, index).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  return results;
};
