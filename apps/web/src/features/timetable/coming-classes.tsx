import { Menu } from '@mantine/core';
import type { ScheduledSession } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/link.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/time.tsx';
import { type ClassAction, ClassDialogs } from './class-dialogs.tsx';
import classes from './next-class.module.css';
import { useWhen } from './use-when.ts';

const tones: Record<ScheduledSession['state'], Tone> = {
  scheduled: 'info',
  opened: 'ok',
  cancelled: 'warn',
  'not-held': 'neutral',
};

/** The classes of the next two weeks, each with what can be done about it. */
export function ComingClasses({ scheduled }: { scheduled: readonly ScheduledSession[] }) {
  const [action, setAction] = useState<ClassAction | null>(null);
  return (
    <>
      <ul className={classes.classes}>
        {scheduled.map((one) => (
          <ClassRow key={one.id} one={one} onAction={(kind) => setAction({ kind, of: one })} />
        ))}
      </ul>
      <ClassDialogs action={action} onClose={() => setAction(null)} />
    </>
  );
}

function ClassRow({ one, onAction }: { one: ScheduledSession; onAction: (kind: ClassAction['kind']) => void }) {
  const when = useWhen()(one);
  const now = useNow(60_000);
  const isChanged = one.state === 'cancelled' || one.isMoved || one.isSubstituted;
  const isOpenToChange = one.state !== 'opened' && one.startsAt > now;
  const about = [
    one.room?.name,
    one.isSubstituted && one.teacher ? t('timetable.isSubstituted', { name: one.teacher.name }) : one.teacher?.name,
    one.isMoved ? t('timetable.isMoved') : undefined,
    one.reason,
  ].filter(Boolean);
  return (
    <li>
      <span className={classes.name}>
        {one.state === 'opened' ? (
          <TextLink to="/sessions/$id" params={{ id: one.id }}>
            {when}
          </TextLink>
        ) : (
          <strong>{when}</strong>
        )}
        {about.length > 0 && <span className={classes.more}>{about.join(' · ')}</span>}
      </span>
      <span className={classes.end}>
        {/* What is simply to come needs no word. */}
        {(one.state !== 'scheduled' || one.startsAt <= now) && (
          <StatusBadge tone={tones[one.state]}>{t(`timetable.state.${one.state}`)}</StatusBadge>
        )}
        {isOpenToChange && (
          <RowMenu label={t('timetable.actions', { when })}>
            {one.state !== 'cancelled' && (
              <>
                <Menu.Item leftSection={<Icon name="close" />} onClick={() => onAction('cancel')}>
                  {t('timetable.cancel')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="calendar" />} onClick={() => onAction('move')}>
                  {t('timetable.move')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="person" />} onClick={() => onAction('substitute')}>
                  {t('timetable.substitute')}
                </Menu.Item>
              </>
            )}
            {isChanged && (
              <Menu.Item leftSection={<Icon name="refresh" />} onClick={() => onAction('restore')}>
                {t('timetable.restore')}
              </Menu.Item>
            )}
          </RowMenu>
        )}
      </span>
    </li>
  );
}
