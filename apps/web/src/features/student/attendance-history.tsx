import { Button, Group, Text } from '@mantine/core';
import type { HistoryEntry } from '@smart-presence/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { t } from '../../strings/index.ts';
import { Empty } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import classes from './attendance-history.module.css';
import { runningPercent } from './running-percent.ts';

const pageSize = 25;

interface AttendanceHistoryProps {
  /** Newest first. */
  history: readonly z.infer<typeof HistoryEntry>[];
  /** Whether all entries are of one course, so that a running percentage has a meaning. */
  showsPercent: boolean;
}

/** Every session with its mark; also the table behind the chart. */
export function AttendanceHistory({ history, showsPercent }: AttendanceHistoryProps) {
  const [shown, setShown] = useState(pageSize);
  const policy = usePolicy();
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
                <Time at={entry.openedAt} />
              </td>
              {!showsPercent && (
                <td>{t('attendance.section', { course: entry.courseCode, section: entry.sectionName })}</td>
              )}
              <td>
                <MarkBadge code={entry.code} />
                {entry.method && <span className={classes.method}>{t(`attendance.method.${entry.method}`)}</span>}
              </td>
              {showsPercent && <td className={classes.number}>{percentText(percents.get(entry.sessionId))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
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
