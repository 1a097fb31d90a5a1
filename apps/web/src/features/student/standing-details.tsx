import { Paper } from '@mantine/core';
import type { OverallStanding, Standing } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import classes from './standing-details.module.css';

/** What the next sessions would change in one course, and what the rules do there. */
export function StandingDetails({ standing: { whatIf, notes } }: { standing: Standing }) {
  if (whatIf.length + notes.length === 0) return null;
  return (
    <ul className={classes.lines}>
      {whatIf.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {notes.map((line) => (
        <li key={line} className={classes.note}>
          {line}
        </li>
      ))}
    </ul>
  );
}

/** All courses together. */
export function Overall({ overall: { sentence, minimumPercent } }: { overall: OverallStanding }) {
  return (
    <Paper p="md" className={classes.overall}>
      <span className={classes.overallSentence}>{sentence}</span>
      <span className={classes.note}>{t('student.attendance.overallHint', { minimum: minimumPercent })}</span>
    </Paper>
  );
}
