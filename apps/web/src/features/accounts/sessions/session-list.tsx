import { Button } from '@mantine/core';
import type { SignInSessionInfo } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import '../../../strings/sign-in-devices-words.ts';
import { Icon } from '../../../ui/icon.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { browserName, deviceIcon, deviceName } from './device-words.ts';
import classes from './session-list.module.css';

interface SessionListProps {
  sessions: readonly SignInSessionInfo[];
  onEnd: (session: SignInSessionInfo) => void;
  /** One's own devices can be named. */
  onName?: (session: SignInSessionInfo) => void;
}

/** Devices that are signed in: which, where from, how and since when, and the way to sign each of them out. */
export function SessionList({ sessions, onEnd, onName }: SessionListProps) {
  return (
    <ul className={classes.list} aria-label={t('devices.list')}>
      {sessions.map((session) => (
        <li key={session.id} className={classes.session}>
          <span className={classes.icon}>
            <Icon name={deviceIcon[session.device.kind]} />
          </span>
          <div>
            <div className={classes.name}>
              {deviceName(session)}
              {session.isCurrent && <StatusBadge tone="ok">{t('devices.current')}</StatusBadge>}
              {session.isRemembered && (
                <StatusBadge tone="neutral" icon="clock">
                  {t('devices.remembered')}
                </StatusBadge>
              )}
            </div>
            <Origin session={session} />
            <Times session={session} />
          </div>
          <div className={classes.actions}>
            {onName && (
              <Button
                variant="subtle"
                aria-label={t('devices.renameOf', { device: deviceName(session) })}
                onClick={() => onName(session)}
              >
                {t('devices.rename')}
              </Button>
            )}
            {!session.isCurrent && (
              <Button
                variant="default"
                aria-label={t('devices.endOf', { device: deviceName(session) })}
                onClick={() => onEnd(session)}
              >
                {t('devices.end')}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Origin({ session }: { session: SignInSessionInfo }) {
  const { name, device, network, method } = session;
  const parts = [
    ...(name === null ? [] : [browserName(device)]),
    ...(network === null ? [] : [t('devices.network', { network })]),
    t(`devices.how.${method}`),
  ];
  return <div className={classes.more}>{parts.join(' · ')}</div>;
}

function Times({ session: { startedAt, lastSeenAt, expiresAt } }: { session: SignInSessionInfo }) {
  return (
    <div className={classes.more}>
      {t('devices.signedIn')} <Time at={startedAt} /> · {t('devices.lastUsed')} <Time at={lastSeenAt} relative /> ·{' '}
      {t('devices.until')} <Time at={expiresAt} />
    </div>
  );
}
