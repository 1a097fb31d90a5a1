import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepKind } from '@smart-presence/contract';
import { filmPoses, openStudio } from '@smart-presence/face/bench/liveness/studio.ts';

const CACHE = join(tmpdir(), 'smart-presence-test-models');
/** Rendering takes its time; students share faces. */
const HEADS = 4;

/** What one rendered person's phone films: JPEG frames of 640 × 480, no two the same. */
export interface Takes {
  enrolment: Buffer[];
  /** Eight frames of somebody who holds the phone and looks at it. */
  still: Buffer[];
  /** Four frames of each movement of the standard level. */
  movements: Partial<Record<StepKind, Buffer[]>>;
}

export async function renderTakes(): Promise<Takes[]> {
  const heads = (await openStudio(CACHE)).slice(0, HEADS);
  if (heads.length < HEADS) throw new Error('The installed pictures show too few people near and frontal.');
  const takes: Takes[] = [];
  for (const head of heads) {
    let taken = 0;
    const film = async (gestures: Parameters<typeof filmPoses>[0]['gestures']) => {
      const pictures = await filmPoses({ head, gestures, seed: `take ${taken++}`, room: 'class', tremble: 3 });
      return pictures.map((picture) => Buffer.from(picture));
    };
    const turned = (yaws: readonly number[]) => film(yaws.map((yaw) => ({ yaw })));
    takes.push({
      enrolment: await turned([0, 9, -9, 4, -5]),
      still: await turned([0, 1, 3, 2, -1, -2, 0, 2]),
      movements: {
        'turn-left': await turned([1, 18, 34, 36]),
        'turn-right': await turned([-1, -18, -34, -36]),
        blink: await film([0, 1, 1, 0].map((eyesClosed) => ({ eyesClosed }))),
        'open-mouth': await film([0, 0.5, 1, 0.3].map((mouthOpen) => ({ mouthOpen }))),
      },
    });
  }
  return takes;
}
