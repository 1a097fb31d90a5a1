import type { RefObject } from 'react';
import { t } from '../strings/index.ts';
import { CameraVideo } from './camera-video.tsx';
import classes from './guided-capture.module.css';
import type { CameraState } from './use-camera.ts';

interface CameraPictureProps {
  ref: RefObject<HTMLVideoElement | null>;
  camera: CameraState;
  /** Shown at the top, where the eyes and the lens are. */
  instruction: string;
  /** How full the ring is, 0 to 1. */
  share: number;
  /** The ring is drawn whole for a good picture and broken otherwise: not by colour alone. */
  isGood: boolean;
}

/** The live picture, mirrored as people know themselves, with an oval to look into. */
export function CameraPicture({ ref, camera, instruction, share, isGood }: CameraPictureProps) {
  return (
    <div className={classes.picture}>
      <CameraVideo ref={ref} camera={camera} label={t('camera.picture')} />
      <div className={classes.oval} aria-hidden="true">
        <svg viewBox="0 0 190 260" className={classes.ring} aria-hidden="true">
          <ellipse cx="95" cy="130" rx="92" ry="127" className={classes.track} data-good={isGood} />
          <path
            d="M95 3 A92 127 0 0 1 95 257 A92 127 0 0 1 95 3"
            pathLength={100}
            className={classes.filled}
            strokeDasharray={`${share * 100} 100`}
          />
        </svg>
      </div>
      <p className={classes.instruction} aria-hidden="true">
        {instruction}
      </p>
    </div>
  );
}
