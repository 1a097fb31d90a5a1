import '../../strings/next-class-words.ts';
import { Title } from '@mantine/core';
import type { NextClass } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import classes from './next-class.module.css';
import { soonWords } from './soon-words.ts';

/** Where a student has to be next, and in how long; and where not: what is left of the day, or the next day with classes. */
export function NextClasses({ next }: { next: readonly NextClass[] }) {
  const now = useNow(15_000);
  const first = next.find(({ isCancelled, endsAt }) => !isCancelled && endsAt > now);
  return (
    <section aria-labelledby="next">
      <Title order={2} id="next" mb="sm">
        {t('next.title')}
      </Title>
      <ul className={classes.classes}>
        {next.map((one) => (
          <li key={one.id} data-first={one === first}>
            <span className={classes.name}>
              <strong>{one.courseName}</strong>
              {one === first && <span className={classes.soon}>{soonWords(one, now)}</span>}
              <span className={classes.more}>
                <Time at={one.startsAt} />–<Time at={one.endsAt} style="time" />
                {one !== first && one.room !== null && ` · ${t('next.room', { room: one.room })}`}
                {one.teacher !== null && ` · ${one.teacher}`}
              </span>
              {one.isCancelled && one.reason !== null && <span className={classes.more}>{one.reason}</span>}
            </span>
            {one.isCancelled && <StatusBadge tone="warn">{t('next.cancelled')}</StatusBadge>}
            {one.isMoved && !one.isCancelled && <StatusBadge tone="info">{t('next.moved')}</StatusBadge>}
          </li>
        ))}
      </ul>
    </section>
  );
}
