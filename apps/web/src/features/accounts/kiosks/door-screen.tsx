import { Title } from '@mantine/core';
import type { KioskHome, KioskSession } from '@smart-presence/contract';
import { lazy, type ReactNode, Suspense } from 'react';
import { t } from '../../../strings/index.ts';
import { formatInstant } from '../../../ui/format-time.ts';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { useTitle } from '../../../ui/page.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useNow } from '../../../ui/time.tsx';
import { useOnline } from '../../../ui/use-online.ts';
import classes from './door-screen.module.css';
import { type KioskLiveStatus, useKioskLive } from './use-kiosk-live.ts';
import { useWakeLock } from './use-wake-lock.ts';

interface DoorScreenProps {
  home: KioskHome;
  /** When `home` arrived, by this device's clock. */
  receivedAt: number;
  onChange: () => unknown;
}

/** Camera and recognition are loaded when there is somebody to be recognised. */
const Door = lazy(() => import('../../kiosk/door.tsx').then(({ Door: component }) => ({ default: component })));

const ReadyAhead = lazy(() =>
  import('../../kiosk/ready-ahead.tsx').then(({ ReadyAhead: component }) => ({ default: component })),
);

/** Without a server to ask: what was open and is not over by the clock, and what opened by itself since, by the timetable. */
function servedAlone({ sessions, soon }: KioskHome, now: number): KioskSession[] {
  const begun = soon.filter(({ opensAt, endsAt }) => opensAt <= now && now < endsAt);
  return [
    ...sessions.filter(({ endsAt }) => now < endsAt),
    ...begun.map(({ opensAt, ...session }): KioskSession => ({ ...session, state: 'open', openedAt: opensAt })),
  ];
}

/** What hangs at a door: a clock while nothing is open here, and the camera while something is. */
export function DoorScreen({ home, receivedAt, onChange }: DoorScreenProps) {
  useTitle(home.kiosk.name);
  useWakeLock();
  const live = useKioskLive({ after: home.eventId, placeId: home.place.id, onChange });
  // A stream may hang for a while where the device itself knows better.
  const status = useOnline() ? live : 'lost';
  // The server's clock decides: tablets at doors are often wrong.
  const now = useNow(1000) + home.now - receivedAt;
  const isConnected = status !== 'lost';
  const sessions = isConnected ? home.sessions : servedAlone(home, now);
  const shown = { ...home, sessions };
  const connection = <Connection status={status} />;
  const list = (remark: ReactNode) => <Sessions home={shown} now={now} connection={connection} remark={remark} />;
  const comeUp = (
    <aside className={classes.remark}>
      <Icon name="face" size={28} />
      <p>{t('kiosk.comeUp')}</p>
    </aside>
  );
  if (sessions.length === 0)
    return list(
      <>
        {comeUp}
        {home.soon.length > 0 && (
          <Suspense fallback={null}>
            <ReadyAhead home={home} isConnected={isConnected} />
          </Suspense>
        )}
      </>,
    );
  return (
    <Suspense fallback={list(null)}>
      <Door
        home={shown}
        now={now}
        isConnected={isConnected}
        connection={connection}
        onOutdated={onChange}
        without={(problem) => list(<Without problem={problem} />)}
      />
    </Suspense>
  );
}

const Without = ({ problem }: { problem: ReactNode }) => (
  <>
    {problem}
    <aside className={classes.remark}>
      <Icon name="info" size={28} />
      <div>
        <strong>{t('kiosk.noCamera')}</strong> {t('kiosk.noCameraBody')}
      </div>
    </aside>
  </>
);

interface SessionsProps {
  home: KioskHome;
  /** By the server's clock. */
  now: number;
  connection: ReactNode;
  remark: ReactNode;
}

/** Where one is, what time it is, and which sessions are open here. Read from two metres away. */
function Sessions({ home, now, connection, remark }: SessionsProps) {
  const { institution, kiosk, place, sessions } = home;
  const zone = institution.timeZone;
  return (
    <main className={classes.screen} id="main" tabIndex={-1}>
      <header className={classes.header}>
        <div>
          <p className={classes.institution}>{institution.name}</p>
          <Title order={1} tabIndex={-1}>
            {place.name}
          </Title>
          <p className={classes.kiosk}>{kiosk.name}</p>
        </div>
        <div className={classes.clock}>
          <time className={classes.time} dateTime={new Date(now).toISOString()}>
            {formatInstant(now, zone, 'time')}
          </time>
          <span>{formatInstant(now, zone, 'day')}</span>
        </div>
      </header>
      <section className={classes.sessions} aria-labelledby="open-now" aria-live="polite">
        <Title order={2} id="open-now">
          {t('kiosk.open')}
        </Title>
        {sessions.length === 0 ? (
          <div className={classes.none}>
            <p>{t('kiosk.noneOpen')}</p>
            <p>{t('kiosk.noneOpenBody')}</p>
            {home.soon.map(({ id, courseCode, courseName, opensAt }) => (
              <p key={id}>
                {t('kiosk.soon', { course: `${courseCode} ${courseName}`, time: formatInstant(opensAt, zone, 'time') })}
              </p>
            ))}
          </div>
        ) : (
          <ul className={classes.list}>
            {sessions.map((session) => (
              <Session key={session.id} session={session} zone={zone} />
            ))}
          </ul>
        )}
      </section>
      {remark}
      {connection}
    </main>
  );
}

function Session({ session, zone }: { session: KioskSession; zone: string }) {
  const { courseCode, courseName, sectionName, state, openedAt, endsAt } = session;
  const [from, to] = [formatInstant(openedAt, zone, 'time'), formatInstant(endsAt, zone, 'time')];
  return (
    <li className={classes.session}>
      <div>
        <p className={classes.course}>
          {courseCode} {courseName}
        </p>
        <p className={classes.section}>
          {t('kiosk.section', { name: sectionName })} · {t('kiosk.from', { from, to })}
        </p>
      </div>
      <StatusBadge tone={state === 'open' ? 'ok' : 'info'}>
        {state === 'open' ? t('kiosk.openUntil', { time: to }) : t('kiosk.closing')}
      </StatusBadge>
    </li>
  );
}

const icons: Record<KioskLiveStatus, IconName> = { open: 'checkCircle', connecting: 'refresh', lost: 'offline' };
const words = { open: 'kiosk.live', connecting: 'kiosk.connecting', lost: 'kiosk.lost' } as const;

const Connection = ({ status }: { status: KioskLiveStatus }) => (
  <p className={classes.connection} data-status={status} role="status">
    <Icon name={icons[status]} size={20} />
    {t(words[status])}
  </p>
);
