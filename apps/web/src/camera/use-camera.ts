import { useCallback, useEffect, useState } from 'react';
import { type CameraProblem, problemBeforeAsking, problemOf } from './camera-problem.ts';

export type Facing = 'user' | 'environment';

export type CameraState =
  | { status: 'asking' }
  | { status: 'live'; stream: MediaStream; isMirrored: boolean }
  | { status: 'failed'; problem: CameraProblem };

interface CameraWish {
  facing: Facing;
  /** Wished for size of the picture, px; the browser gives the nearest it has. */
  width: number;
  height: number;
}

/**
 * Holds the camera while the screen is shown, and lets go of it at once afterwards (the lamp goes out). A hidden tab
 * keeps the stream: phones stop it themselves, which is reported as `unplugged`, and `retry` asks again.
 */
export function useCamera({ facing, width, height }: CameraWish): { camera: CameraState; retry: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [camera, setCamera] = useState<CameraState>({ status: 'asking' });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the browser again
  useEffect(() => {
    let isCurrent = true;
    let stream: MediaStream | null = null;
    const release = () => {
      isCurrent = false;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    setCamera({ status: 'asking' });
    void openCamera({ facing, width, height }).then(
      (opened) => {
        stream = opened;
        if (!isCurrent) return release();
        const [track] = opened.getVideoTracks();
        track?.addEventListener('ended', () => isCurrent && setCamera({ status: 'failed', problem: 'unplugged' }));
        setCamera({ status: 'live', stream: opened, isMirrored: track?.getSettings().facingMode !== 'environment' });
      },
      (problem: CameraProblem) => isCurrent && setCamera({ status: 'failed', problem }),
    );
    return release;
  }, [facing, width, height, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { camera, retry };
}

/** @throws CameraProblem, never an Error: the caller shows it. */
async function openCamera({ facing, width, height }: CameraWish): Promise<MediaStream> {
  const obstacle = problemBeforeAsking({
    isSecureContext: window.isSecureContext,
    hasMediaDevices: typeof navigator.mediaDevices?.getUserMedia === 'function',
  });
  if (obstacle) throw obstacle;
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: width }, height: { ideal: height } },
    });
  } catch (error) {
    throw problemOf(error);
  }
}
