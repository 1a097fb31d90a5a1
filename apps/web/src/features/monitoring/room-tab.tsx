import '../../strings/room-tab-words.ts';
import { Skeleton, Stack, Title } from '@mantine/core';
import { type RoomCameraHome, routes } from '@smart-presence/contract';
import { lazy, Suspense } from 'react';
import { ApiError, call, rememberCsrfToken } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { useTitle } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { FrontPage } from '../accounts/front-page.tsx';
import { PairDevice } from '../accounts/kiosks/pair-device.tsx';
import { useFreshToken } from '../accounts/kiosks/use-kiosk-home.ts';
import { useKioskLive } from '../accounts/kiosks/use-kiosk-live.ts';
import { useWakeLock } from '../accounts/kiosks/use-wake-lock.ts';
import classes from './room-tab.module.css';

/** Catches what a lost stream has missed. */
const lookMs = 15_000;

/** The screen of a device in a room: pair it, or, once paired, whether its camera is on. */
export function RoomTab() {
  const home = useApi(routes.roomCameraHome, {}, { refetchInterval: lookMs });
  useFreshToken(home.data?.csrfToken, home.error === null);
  if (home.error instanceof ApiError && (home.error.code === 'kiosk_unpaired' || home.error.code === 'forbidden')) {
    const takeOver = async () => {
      rememberCsrfToken((await call(routes.roomCameraHome, {})).csrfToken);
      await home.refetch();
    };
    return (
      <PairDevice purpose="room" title={t('roomTab.pairTitle')} intro={t('roomTab.pairIntro')} onPaired={takeOver} />
    );
  }
  if (home.data) return <Room home={home.data} onChange={home.refetch} />;
  if (home.error) {
    return (
      <FrontPage title={t('roomTab.title')}>
        <Failure error={home.error} retry={home.refetch} />
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('roomTab.title')} intro={t('kiosk.checking')}>
      <Stack aria-busy="true">
        <Skeleton height={44} />
      </Stack>
    </FrontPage>
  );
}

/** The camera is asked for only while it is wanted: its lamp says the truth. */
const Looking = lazy(() => import('./looking.tsx').then((m) => ({ default: m.Looking })));

function Room({ home, onChange }: { home: RoomCameraHome; onChange: () => unknown }) {
  useTitle(home.camera.name);
  useWakeLock();
  const status = useKioskLive({ after: home.eventId, placeId: home.room.place, onChange });
  const { sessions, everySeconds, keepsPictures, institution } = home;
  const isOn = sessions.length > 0;
  return (
    <main className={classes.screen} id="main" tabIndex={-1}>
      <header>
        <p className={classes.dim}>{institution.name}</p>
        <Title order={1} tabIndex={-1}>
          {home.room.name}
        </Title>
        <p className={classes.dim}>
          {home.room.place} · {home.camera.name}
        </p>
      </header>
      <section className={classes.state} data-on={isOn} aria-live="polite">
        <Icon name={isOn ? 'camera' : 'clock'} size={40} />
        <div>
          <Title order={2}>{t(isOn ? 'roomTab.on' : 'roomTab.resting')}</Title>
          <p>{isOn ? t('roomTab.every', { count: everySeconds }) : t('roomTab.restingBody')}</p>
        </div>
      </section>
      {sessions.map(({ courseCode, courseName, endsAt }) => (
        <p key={`${courseCode} ${endsAt}`} className={classes.session}>
          {t('roomTab.until', {
            course: `${courseCode} ${courseName}`,
            time: formatInstant(endsAt, institution.timeZone, 'time'),
          })}
        </p>
      ))}
      {isOn && (
        <Suspense fallback={<Skeleton height={180} />}>
          <Looking home={home} />
        </Suspense>
      )}
      <p>{t(keepsPictures ? 'roomTab.keeps' : 'roomTab.keepsNone')}</p>
      <p>{t('roomTab.never')}</p>
      <p className={classes.dim} role="status">
        {t(status === 'open' ? 'kiosk.live' : status === 'lost' ? 'kiosk.lost' : 'kiosk.connecting')}
      </p>
    </main>
  );
}
