import type { CameraTrial, PolicyData } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { AppError } from '../../../platform/http/index.ts';
import type { identifyInPhotos } from '../../biometrics/index.ts';
import { CameraFaulted } from './camera-faulted.ts';

export interface Trial {
  db: Db;
  fetch: () => Promise<Buffer>;
  identify: typeof identifyInPhotos;
  limits: PolicyData['face'];
  now: number;
}

/** Fetches one picture and counts the faces in it. Nobody is looked for, and nothing of it is kept. */
export const tryCamera = async ({ db, fetch, identify, limits, now }: Trial): Promise<CameraTrial> => {
  const since = performance.now();
  const end = (result: Pick<CameraTrial, 'fault' | 'picture'>): CameraTrial => ({
    ...result,
    milliseconds: Math.round(performance.now() - since),
  });
  try {
    const bytes = await fetch();
    const found = await identify({ db, studentIds: [], photos: [bytes], limits, now });
    const [photo] = found.photos;
    return end({ fault: null, picture: photo ? { ...photo, bytes: bytes.byteLength } : null });
  } catch (error) {
    return end({ fault: faultOfLook(error).code, picture: null });
  }
};

/** Why a picture that came could not be looked at. @throws whatever is no fault of camera, picture or want of room. */
export const faultOfLook = (error: unknown): CameraFaulted => {
  if (error instanceof CameraFaulted) return error;
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'image_too_large') return new CameraFaulted('picture_too_large', error);
  if (error.code.startsWith('image_')) return new CameraFaulted('picture_unreadable', error);
  if (error.code === 'overloaded' || error.code === 'unavailable') return new CameraFaulted('busy', error);
  throw error;
};
