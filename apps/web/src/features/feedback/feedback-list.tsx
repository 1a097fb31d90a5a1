import { Paper } from '@mantine/core';
import { type FeedbackRow, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/feedback-words.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useZone } from '../../ui/time.tsx';
import classes from './feedback.module.css';
import { FeedbackSettingsCard } from './feedback-settings.tsx';
import { FeedbackSkeleton } from './my-feedback.tsx';

const pageSize = 25;

/** Sections with feedback, those with the newest first; administrators choose here who hears of low ratings. */
export function FeedbackList() {
  const [page, setPage] = useState(1);
  const list = useApi(routes.listFeedback, { query: { page, pageSize } }, { keepPrevious: true });
  const { role } = useMe().person;
  useLive((event) => {
    if (event.type === 'feedback.flagged') void invalidate(routes.listFeedback);
  });
  return (
    <Page title={t('feedback.title')} description={t('feedback.staff')} width="narrow">
      <Loaded
        query={list}
        skeleton={<FeedbackSkeleton />}
        isEmpty={({ total }) => total === 0}
        empty={
          <Empty icon="list" title={t('feedback.empty')}>
            {t('feedback.emptyBody')}
          </Empty>
        }
      >
        {({ items, total }) => (
          <>
            <ul className={classes.list}>
              {items.map((row) => (
                <li key={row.section.id}>
                  <Row row={row} />
                </li>
              ))}
            </ul>
            <Pager page={page} pageSize={pageSize} total={total} onPage={setPage} />
          </>
        )}
      </Loaded>
      {role === 'admin' && <FeedbackSettingsCard />}
    </Page>
  );
}

function Row({ row: { section, given, ratings, lastAt } }: { row: FeedbackRow }) {
  const zone = useZone();
  const { id, courseCode, courseName, name } = section;
  return (
    <Paper p="md">
      <div className={classes.head}>
        <TextLink to="/sections/$id/feedback" params={{ id }} fw={600}>
          {t('feedback.section', { code: courseCode, name: courseName, section: name })}
        </TextLink>
        {ratings && ratings.low > 0 && (
          <StatusBadge tone="warn">{t('feedback.low', { count: ratings.low })}</StatusBadge>
        )}
      </div>
      <div>{ratings ? t('feedback.of5', { rating: ratings.average }) : t('feedback.tooFew')}</div>
      <div className={classes.more}>
        {t('feedback.count', { count: given })}
        {lastAt !== null && ` · ${t('feedback.last', { when: formatInstant(lastAt, zone, 'day') })}`}
      </div>
    </Paper>
  );
}
