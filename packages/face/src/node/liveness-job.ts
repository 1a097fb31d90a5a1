import { openPicture } from '../decode.ts';
import { FaceError } from '../errors.ts';
import { assess } from '../liveness/assess.ts';
import type { FrameSource, LivenessNets } from '../liveness/observe.ts';
import { createPictureHasher, type PictureHasher } from '../liveness/picture-hash.ts';
import type { LivenessResult } from '../liveness/types.ts';
import type { Nets } from '../nets.ts';
import { createFrameMemory } from './frame-memory.ts';
import { openLivenessNets } from './liveness-nets.ts';
import type { LivenessJob, WorkerSettings } from './messages.ts';
import type { ModelIdentity } from './nets.ts';

/** Frames larger than this cost time and show nothing more. */
const LONG_SIDE = 640;

interface LivenessJobsProps {
  nets: Nets;
  model: ModelIdentity;
  settings: WorkerSettings;
}

/** Does liveness jobs on the calling thread. The nets that only these need are opened with the first. */
export function createLivenessJobs({ nets, model, settings }: LivenessJobsProps) {
  let opened: Promise<LivenessNets> | undefined;
  const hasherOf = rememberHasher();
  const memory = createFrameMemory();
  return async ({ images, times, challenge, level, hashKey }: LivenessJob): Promise<LivenessResult> => {
    opened ??= openLivenessNets(nets, settings);
    const livenessNets = await opened.catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    const frames = images.map(
      (image, frame): FrameSource => ({
        ...times[frame]!,
        open: async () => {
          try {
            return memory.hold(await (await openPicture(image, settings.limits)).atLeast(LONG_SIDE));
          } catch (error) {
            if (!(error instanceof FaceError)) throw error;
            throw new FaceError(error.code, error.message, { cause: error, frame });
          }
        },
      }),
    );
    const hasher = hashKey && hasherOf(hashKey);
    try {
      return await assess({
        nets: livenessNets,
        challenge,
        frames,
        level,
        hasher,
        matchThreshold: model.matchThreshold,
      });
    } finally {
      memory.wipe();
    }
  };
}

/** An institution has one key, and what a hasher draws from it takes as long as looking at a frame. */
function rememberHasher(): (key: Uint8Array) => PictureHasher {
  let last: { key: Uint8Array; hasher: PictureHasher } | undefined;
  return (key) => {
    if (!last || Buffer.compare(last.key, key) !== 0) last = { key, hasher: createPictureHasher(key) };
    return last.hasher;
  };
}
