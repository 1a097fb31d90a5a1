import { Paper, Text } from '@mantine/core';
import type { Standing } from '@smart-presence/contract';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './home.module.css';
import { toneOfStanding } from './tone-of-standing.ts';

const icons = { ok: 'checkCircle', warn: 'warning', bad: 'stop', neutral: 'dash' } as const;

/** Where the student stands in one course: the sentence first, then the bar that draws it. */
export function StandingCard({ standing, children }: { standing: Standing; children?: ReactNode }) {
  const { section, held, attended, percent, minimumPercent, sentence } = standing;
  const tone = toneOfStanding(standing);
  return (
    <Paper p="md" className={classes.standing}>
      <div className={classes.sentence} data-tone={tone}>
        <Icon name={icons[tone]} />
        <span>{sentence}</span>
      </div>
      {percent !== null && (
        <div className={classes.meter} aria-hidden="true">
          <div className={classes.meterFill} data-tone={tone} style={{ width: `${Math.min(100, percent)}%` }} />
          <div className={classes.meterMinimum} style={{ left: `${minimumPercent}%` }} />
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('attendance.section', { course: section.courseCode, section: section.name })}
        {held > 0 && ` · ${t('student.standing.counts', { attended, held, minimum: minimumPercent })}`}
      </Text>
      {children}
    </Paper>
  );
}
