import { deriveKey, openJson, sealJson } from '../../../platform/crypto/index.ts';
import { CameraFaulted } from './camera-faulted.ts';

/** Where a camera is and how it is asked: opened only to ask it, and told to nobody. */
export interface CameraAccess {
  url: string;
  user: string;
  password: string;
}

/** Seals and opens the access to cameras: each is bound to the id of its camera. */
export interface CameraSecrets {
  seal(cameraId: string, access: CameraAccess): Uint8Array;
  /** @throws CameraFaulted `secret_lost` when the server's own secret was replaced. */
  open(cameraId: string, sealed: Uint8Array): CameraAccess;
}

export const cameraSecrets = (signing: Buffer): CameraSecrets => {
  const key = deriveKey(signing, 'room-camera');
  return {
    seal: (bound, access) => sealJson({ key, bound }, access),
    open: (bound, sealed) => {
      try {
        return openJson({ key, bound }, sealed) as CameraAccess;
      } catch (cause) {
        throw new CameraFaulted('secret_lost', cause);
      }
    },
  };
};

/** What screens may show of an address: cameras put passwords behind the question mark. */
export const shownAddress = (url: string): string => {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
};
