import { Title } from '@mantine/core';
import type { KioskHome, KioskTurn } from '@smart-presence/contract';
import { type ReactNode, useRef, useState } from 'react';
import { CameraVideo } from '../../camera/camera-video.tsx';
import type { GuideStatus } from '../../camera/guidance.ts';
import { NoCamera } from '../../camera/guided-capture.tsx';
import { type CameraState, useCamera } from '../../camera/use-camera.ts';
import { useGuide } from '../../camera/use-guide.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './door.module.css';
import type { DoorResult } from './door-result.ts';
import type { DeskState } from './offline/offline-desk.ts';
import { hasToken, useDesk } from './offline/use-desk.ts';
import { isMuted, rememberMuted } from './sounds.ts';
import { useIdle } from './use-idle.ts';
import { type DoorView, useVisits } from './use-visits.ts';

interface DoorProps {
  home: KioskHome;
  /** By the server's clock. */
  now: number;
  /** Whether the server is reached, and how that is said. */
  isConnected: boolean;
  connection: ReactNode;
  /** Shown in place of the picture while there is no camera. */
  without: (problem: ReactNode) => ReactNode;
  /** The server wants something else of people than `home` says. */
  onOutdated: () => void;
}

const blankAfterMs = 120_000;

/** The camera of a door, full screen: whoever comes up is recognised, marked and named for a second. */
export function Door({ home, now, isConnected, connection, without, onOutdated }: DoorProps) {
  const { camera, retry } = useCamera({ facing: 'user', width: 1280, height: 720 });
  const { guide, status } = useGuide();
  const video = useRef<HTMLVideoElement>(null);
  const { isIdle, wake } = useIdle(blankAfterMs);
  const isAble = camera.status === 'live' && status.is === 'ready';
  const sessions = home.sessions.map(({ id, endsAt }) => `${id} ${endsAt}`).join(' ');
  const { desk, state } = useDesk({ kioskId: home.kiosk.id, isConnected: isConnected && hasToken(home), sessions });
  const view = useVisits({ video, guide, isAble, asks: home.asks, desk, onFace: wake, onOutdated });
  if (camera.status === 'failed') return without(<NoCamera problem={camera.problem} retry={retry} />);
  const zone = home.institution.timeZone;
  const { result } = view;
  return (
    <main className={classes.door} id="main" tabIndex={-1}>
      <CameraVideo ref={video} camera={camera} label={t('door.camera')} />
      <div className={classes.oval} data-good={view.hint === 'still' || view.hint === 'sending'} aria-hidden="true" />
      <header className={classes.top}>
        <div>
          <Title order={1} tabIndex={-1}>
            {home.place.name}
          </Title>
          <p>{home.kiosk.name}</p>
        </div>
        <time dateTime={new Date(now).toISOString()}>{formatInstant(now, zone, 'time')}</time>
      </header>
      <div className={classes.bottom}>
        <p className={classes.hint}>{words({ camera, status, view })}</p>
        <ul className={classes.sessions} aria-label={t('door.openNow')}>
          {home.sessions.map(({ id, courseCode, courseName, endsAt }) => (
            <li key={id}>
              {courseCode} {courseName}
              <span>{t('kiosk.openUntil', { time: formatInstant(endsAt, zone, 'time') })}</span>
            </li>
          ))}
        </ul>
        <div className={classes.foot}>
          <div>
            {connection}
            <Waiting state={state} isConnected={isConnected} />
          </div>
          <Mute />
        </div>
      </div>
      {isTurn(view.hint) && <Arrow to={view.hint} />}
      {result && <Result result={result} />}
      {isIdle && !result && <Blank now={now} zone={zone} onWake={wake} />}
    </main>
  );
}

function words({ camera, status, view }: { camera: CameraState; status: GuideStatus; view: DoorView }): string {
  if (camera.status !== 'live') return t('camera.asking');
  if (status.is === 'failed') return t('door.noGuide');
  if (status.is === 'loading') return t('door.loading', { percent: Math.round(status.share * 100) });
  return t(`door.hint.${view.hint}`);
}

const isTurn = (hint: DoorView['hint']): hint is KioskTurn => hint === 'turn-left' || hint === 'turn-right';

/** Who stands before the screen has their left on its left. */
const Arrow = ({ to }: { to: KioskTurn }) => (
  <svg className={classes.arrow} data-to={to} viewBox="0 0 24 24" aria-hidden="true">
    <path d="M20 12H5m6-6-6 6 6 6" />
  </svg>
);

/** What a device without a network has to say: whether it goes on, and what waits to be handed over. */
function Waiting({ state, isConnected }: { state: DeskState; isConnected: boolean }) {
  if (state.isRefused) return <p role="alert">{t('door.offline.refused')}</p>;
  if (state.waiting > 0) return <p role="status">{t('door.offline.waiting', { count: state.waiting })}</p>;
  if (isConnected) return state.isReady ? <p>{t('door.offline.prepared')}</p> : null;
  return <p role="status">{state.isReady ? t('door.offline.ready') : t('door.offline.notReady')}</p>;
}

function Mute() {
  const [muted, setMuted] = useState(isMuted);
  const change = () => {
    rememberMuted(!muted);
    setMuted(!muted);
  };
  return (
    <button type="button" className={classes.mute} onClick={change} aria-pressed={muted}>
      <Icon name={muted ? 'muted' : 'sound'} size={24} />
      {muted ? t('door.unmute') : t('door.mute')}
    </button>
  );
}

/** Announced by its own words; here it is for the eye, from two metres away. */
const Result = ({ result: { tone, icon, title, body } }: { result: DoorResult }) => (
  <div className={classes.result} data-tone={tone}>
    <Icon name={icon} size={120} />
    <p className={classes.name}>{title}</p>
    <p>{body}</p>
  </div>
);

/** Nearly dark, and a clock that tells that the device is awake. The camera goes on looking: a face ends it. */
const Blank = ({ now, zone, onWake }: { now: number; zone: string; onWake: () => void }) => (
  <button type="button" className={classes.blank} onClick={onWake}>
    <time dateTime={new Date(now).toISOString()}>{formatInstant(now, zone, 'time')}</time>
    <span>{t('door.blank')}</span>
  </button>
);
