import '../../strings/student-pages-words.ts';
import { Switch } from '@mantine/core';
import type { HistoryEntry } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import classes from './in-a-row.module.css';
import { streakOf, WORTH_SAYING } from './streak.ts';

const HIDDEN = 'hides-classes-in-a-row';

/** Whether this device shows them; a choice of the person in front of it, and nobody else's business. */
export function useShowsInARow(): [boolean, (shows: boolean) => void] {
  const [shows, setShows] = useState(() => {
    try {
      return localStorage.getItem(HIDDEN) !== 'yes';
    } catch {
      return true;
    }
  });
  const choose = (next: boolean) => {
    setShows(next);
    try {
      if (next) localStorage.removeItem(HIDDEN);
      else localStorage.setItem(HIDDEN, 'yes');
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  };
  return [shows, choose];
}

/** Said while it lasts. When it ends nothing is said: nobody is reminded of a day they missed. */
export function InARow({ history }: { history: readonly HistoryEntry[] }) {
  const policy = usePolicy();
  const count = policy ? streakOf(history, policy) : 0;
  if (count < WORTH_SAYING) return null;
  return (
    <p className={classes.line}>
      <Icon name="checkCircle" />
      {t('student.inARow', { count })}
    </p>
  );
}

export function InARowSwitch({ shows, onChange }: { shows: boolean; onChange: (shows: boolean) => void }) {
  return (
    <Switch
      label={t('student.inARow.label')}
      description={t('student.inARow.hint')}
      checked={shows}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
