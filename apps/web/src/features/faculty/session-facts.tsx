import { Group } from '@mantine/core';
import type { AttendanceSession } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Notice } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import classes from './session.module.css';

const tones: Record<AttendanceSession['state'], Tone> = {
  scheduled: 'neutral',
  open: 'ok',
  closing: 'warn',
  closed: 'neutral',
  locked: 'neutral',
};

export const SessionState = ({ state }: { state: AttendanceSession['state'] }) => (
  <StatusBadge tone={tones[state]}>{t(`attendance.state.${state}`)}</StatusBadge>
);

/** Since when and by whom it is open, and what can still be changed. */
export function SessionFacts({ session }: { session: AttendanceSession }) {
  const { state, openedAt, openedBy, editableUntil, graceSeconds } = session;
  const zone = useZone();
  return (
    <>
      <Group gap="sm" className={classes.facts}>
        <SessionState state={state} />
        <span>
          <Time at={openedAt} /> · {t('faculty.board.openedBy', { name: openedBy.name })}
        </span>
      </Group>
      {state === 'closing' && <Notice tone="warn">{t('faculty.board.closing', { seconds: graceSeconds })}</Notice>}
      {state === 'locked' && <Notice>{t('faculty.board.locked')}</Notice>}
      {state === 'closed' && editableUntil !== null && (
        <Notice>{t('faculty.board.editable', { time: formatInstant(editableUntil, zone) })}</Notice>
      )}
    </>
  );
}
