import { type RoomCameraHome, routes } from '@smart-presence/contract';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { encodeJpeg } from '../../camera/frame-grabber.ts';
import { NoCamera } from '../../camera/guided-capture.tsx';
import { useCamera } from '../../camera/use-camera.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Notice } from '../../ui/states.tsx';
import classes from './room-tab.module.css';

/** Rooms are looked at in one piece: small faces need the pixels. */
const WIDTH = 1920;
const QUALITY = 0.85;
const AFTER_FAILURE_MS = 15_000;
/** A camera that has just been switched on shows a dark picture. */
const SETTLING_MS = 1_500;

type Last = { faces: number; at: number } | 'failed' | null;

/** Holds the camera and brings a picture whenever one is wanted. */
export function Looking({ home }: { home: RoomCameraHome }) {
  const { camera, retry } = useCamera({ facing: 'environment', width: WIDTH, height: 1080 });
  const video = useRef<HTMLVideoElement>(null);
  const stream = camera.status === 'live' ? camera.stream : null;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    // A play that is interrupted by another picture rejects; the newer one plays.
    if (stream) element.play().catch(() => undefined);
  }, [stream]);
  const last = useSnapshots(video, stream !== null);
  if (camera.status === 'failed') return <NoCamera problem={camera.problem} retry={retry} />;
  return (
    <div className={classes.looking}>
      <video ref={video} className={classes.video} aria-label={t('roomTab.camera')} autoPlay playsInline muted />
      {stream === null && <p>{t('roomTab.asking')}</p>}
      <div aria-live="polite">
        {last === 'failed' && <Notice tone="warn">{t('roomTab.failed')}</Notice>}
        {last !== null && last !== 'failed' && (
          <p className={classes.last} data-testid="last-snapshot">
            {t('roomTab.last', {
              count: last.faces,
              time: formatInstant(last.at, home.institution.timeZone, 'time'),
            })}
          </p>
        )}
      </div>
    </div>
  );
}

/** One picture after the other, as often as the server wants them. */
function useSnapshots(video: RefObject<HTMLVideoElement | null>, isLive: boolean): Last {
  const [last, setLast] = useState<Last>(null);
  useEffect(() => {
    if (!isLive) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (ms: number) => {
      if (!stop.signal.aborted) timer = setTimeout(() => void take(), ms);
    };
    const take = async () => {
      try {
        const picture = video.current && (await pictureOf(video.current));
        if (!picture) return next(SETTLING_MS);
        const answer = await call(routes.takeSnapshot, { body: {}, files: [picture], signal: stop.signal });
        if (stop.signal.aborted) return;
        if (answer.faces !== null) setLast({ faces: answer.faces, at: Date.now() });
        else if (answer.fault !== null) setLast('failed');
        next(answer.nextInMs);
      } catch {
        if (stop.signal.aborted) return;
        setLast('failed');
        next(AFTER_FAILURE_MS);
      }
    };
    next(SETTLING_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [video, isLive]);
  return last;
}

/** What the camera shows now; null while it shows nothing yet. The canvas is wiped: nothing of the picture stays in the page. */
async function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  const canvas = document.createElement('canvas');
  const scale = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return await encodeJpeg(canvas, QUALITY);
  } finally {
    canvas.width = 0;
  }
}
