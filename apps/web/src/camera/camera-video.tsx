import { type RefObject, useEffect } from 'react';
import classes from './camera-video.module.css';
import type { CameraState } from './use-camera.ts';

interface CameraVideoProps {
  ref: RefObject<HTMLVideoElement | null>;
  camera: CameraState;
  /** For who cannot see it. */
  label: string;
}

/** What the camera films, filling its place, mirrored as people know themselves. The stream may come before or after the element. */
export function CameraVideo({ ref, camera, label }: CameraVideoProps) {
  const stream = camera.status === 'live' ? camera.stream : null;
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    video.srcObject = stream;
    // A play that is interrupted by another picture rejects; the newer one plays.
    if (stream) video.play().catch(() => undefined);
  }, [ref, stream]);
  return (
    <video
      ref={ref}
      className={classes.video}
      data-mirrored={camera.status === 'live' && camera.isMirrored}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}
