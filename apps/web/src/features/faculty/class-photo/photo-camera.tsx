import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { encodeJpeg } from '../../../camera/frame-grabber.ts';
import { NoCamera } from '../../../camera/guided-capture.tsx';
import { useCamera } from '../../../camera/use-camera.ts';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import classes from './class-photo.module.css';

interface PhotoCameraProps {
  onPhoto: (photo: Blob) => void;
  onCancel: () => void;
}

/** One photo of the room with the best the camera has: the back one of a phone, as large as it gives. */
export function PhotoCamera({ onPhoto, onCancel }: PhotoCameraProps) {
  const { camera, retry } = useCamera({ facing: 'environment', width: 3840, height: 2160 });
  const video = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  const stream = camera.status === 'live' ? camera.stream : null;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    // A play that is interrupted by another picture rejects; the newer one plays.
    if (stream) video.current.play().catch(() => undefined);
  }, [stream]);
  const cancel = (
    <Button variant="default" onClick={onCancel}>
      {t('action.cancel')}
    </Button>
  );
  if (camera.status === 'failed') return <NoCamera problem={camera.problem} retry={retry} otherWay={cancel} />;
  const shoot = async () => {
    if (video.current) onPhoto(await still(video.current));
  };
  return (
    <Stack>
      <video
        ref={video}
        className={classes.viewfinder}
        aria-label={t('camera.picture')}
        autoPlay
        playsInline
        muted
        onLoadedData={() => setReady(true)}
      />
      <Group justify="center">
        <Button size="lg" leftSection={<Icon name="camera" />} disabled={!isReady} onClick={() => void shoot()}>
          {t('faculty.photo.shutter')}
        </Button>
        {cancel}
      </Group>
    </Stack>
  );
}

function still(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
  return encodeJpeg(canvas, 0.92);
}
