import { type DecodeLimits, openPicture } from '../decode.ts';
import { describePicture, followFace } from '../engine.ts';
import { FaceError } from '../errors.ts';
import type { Nets } from '../nets.ts';
import type { DescribeOptions, Face } from '../types.ts';
import type { DescribeJob, FrameDescription } from './messages.ts';

/** Does one job on the calling thread. */
export function describeJob(
  nets: Nets,
  { kind, images, options }: DescribeJob,
  limits: DecodeLimits,
): Promise<FrameDescription[]> {
  return kind === 'picture'
    ? describeOne(nets, images[0]!, options, limits)
    : describeSequence(nets, images, options, limits);
}

async function describeOne(nets: Nets, image: Uint8Array, options: DescribeOptions, limits: DecodeLimits) {
  const description = await describePicture(nets, await openPicture(image, limits), options);
  return [{ ...description, tracked: false }];
}

/** Only the first frame, and those where the face was lost, pay for detection. */
async function describeSequence(
  nets: Nets,
  images: readonly Uint8Array[],
  options: DescribeOptions,
  limits: DecodeLimits,
): Promise<FrameDescription[]> {
  const frames: FrameDescription[] = [];
  let before: { face: Face; width: number; height: number } | undefined;
  for (const [index, image] of images.entries()) {
    try {
      const source = await openPicture(image, limits);
      const sameSize = before?.width === source.width && before.height === source.height;
      const followed = before && sameSize ? await followFace(nets, source, before.face, options) : undefined;
      const description = followed ?? (await describePicture(nets, source, { scene: 'selfie', ...options }));
      frames.push({ ...description, tracked: followed !== undefined });
      const [face] = description.faces;
      before = face && { face, width: description.width, height: description.height };
    } catch (error) {
      throw error instanceof FaceError
        ? new FaceError(error.code, error.message, { cause: error, frame: index })
        : error;
    }
  }
  return frames;
}
