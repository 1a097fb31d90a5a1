import { Button, Group, Text } from '@mantine/core';
import type { HistoryEntry } from '@smart-presence/contract';
import { lazy, Suspense, useState } from 'react';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import classes from './attendance-history.module.css';
import { runningPercent } from './running-percent.ts';

const MarkDrawer = lazy(() => import('./mark-drawer.tsx').then((m) => ({ default: m.MarkDrawer })));

const pageSize = 25;

interface AttendanceHistoryProps {
  /** Newest first. */
  history: readonly HistoryEntry[];
  /** Whether all entries are of one course, so that a running percentage has a meaning. */
  showsPercent: boolean;
}

/** Every session with its mark; also the table behind the chart. */
export function AttendanceHistory({ history, showsPercent }: AttendanceHistoryProps) {
  const [shown, setShown] = useState(pageSize);
  const [opened, setOpened] = useState<HistoryEntry | null>(null);
  // Its code comes when first asked for, and stays while the panel slides out.
  const [hasOpened, setHasOpened] = useState(false);
  if (opened && !hasOpened) setHasOpened(true);
  const policy = usePolicy();
  const zone = useZone();
  if (history.length === 0) {
    return (
      <Empty icon="calendar" title={t('student.attendance.empty')}>
        {t('student.attendance.emptyBody')}
      </Empty>
    );
  }
  const percents = new Map(
    showsPercent && policy ? runningPercent(history, policy).map(({ sessionId, percent }) => [sessionId, percent]) : [],
  );
  const left = history.length - shown;
  return (
    <>
      <table className={classes.history}>
        <thead>
          <tr>
            <th scope="col">{t('student.attendance.when')}</th>
            {!showsPercent && <th scope="col">{t('student.attendance.course')}</th>}
            <th scope="col">{t('student.attendance.mark')}</th>
            {showsPercent && <th scope="col">{t('student.attendance.sofar')}</th>}
          </tr>
        </thead>
        <tbody>
          {history.slice(0, shown).map((entry) => (
            <tr key={entry.sessionId}>
              <td>
                <button
                  type="button"
                  className={classes.open}
                  aria-label={t('student.attendance.open', { when: formatInstant(entry.openedAt, zone) })}
                  onClick={() => setOpened(entry)}
                >
                  <Time at={entry.openedAt} />
                </button>
              </td>
              {!showsPercent && (
                <td>{t('attendance.section', { course: entry.courseCode, section: entry.sectionName })}</td>
              )}
              <td>
                {entry.code === null && entry.isUnderReview ? (
                  <StatusBadge tone="warn">{t('student.attendance.underReview')}</StatusBadge>
                ) : (
                  <MarkBadge code={entry.code} />
                )}
                {entry.method && <span className={classes.method}>{t(`attendance.method.${entry.method}`)}</span>}
              </td>
              {showsPercent && <td className={classes.number}>{percentText(percents.get(entry.sessionId))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {hasOpened && (
        <Suspense>
          <MarkDrawer entry={opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
      <Group justify="space-between" mt="sm">
        <Text size="sm" c="dimmed">
          {t('student.attendance.showing', { shown: Math.min(shown, history.length), total: history.length })}
        </Text>
        {left > 0 && (
          <Button variant="default" onClick={() => setShown((count) => count + pageSize)}>
            {t('student.attendance.more', { count: Math.min(pageSize, left) })}
          </Button>
        )}
      </Group>
    </>
  );
}

/** Rounded down, so that 74.9% never reads as 75%. */
const percentText = (percent: number | null | undefined): string => (percent == null ? '–' : `${Math.floor(percent)}%`);
