import { Stack, Text, Title } from '@mantine/core';
import { routes, type SectionFeedback } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/feedback-words.ts';
import { type Figure, Figures } from '../../ui/figures.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import { Comments } from './comments.tsx';
import classes from './feedback.module.css';
import { FeedbackSkeleton } from './my-feedback.tsx';
import { Spread } from './spread.tsx';

const RatingTrend = lazy(() => import('./rating-trend.tsx').then((m) => ({ default: m.RatingTrend })));

/** Ratings and comments of one section, as far as they may be shown. */
export function SectionFeedbackPage() {
  const { id } = useParams({ from: '/app/sections/$id/feedback' });
  const feedback = useApi(routes.sectionFeedback, { params: { id } });
  useLive((event) => {
    if (event.type === 'feedback.flagged' && event.sectionId === id) void invalidate(routes.sectionFeedback);
  });
  const section = feedback.data?.section;
  return (
    <Page
      title={t('feedback.title')}
      description={
        section && t('feedback.section', { code: section.courseCode, name: section.courseName, section: section.name })
      }
      back={<BackLink to="/feedback">{t('feedback.title')}</BackLink>}
    >
      <Loaded
        query={feedback}
        skeleton={<FeedbackSkeleton />}
        isEmpty={({ given }) => given === 0}
        empty={
          <Empty icon="list" title={t('feedback.empty')}>
            {t('feedback.emptyBody')}
          </Empty>
        }
      >
        {(data) => (
          <Stack gap="lg">
            <Figures figures={figuresOf(data)} />
            {data.ratings ? <Spread ratings={data.ratings} /> : <Notice>{t('feedback.tooFew')}</Notice>}
            {data.ratings && (
              <Suspense fallback={null}>
                <RatingTrend feedback={data} />
              </Suspense>
            )}
            <section aria-labelledby="feedback-comments">
              <Title order={2} size="h3" mb="sm" id="feedback-comments">
                {t('feedback.comments')}
              </Title>
              {data.comments.length === 0 ? (
                <Text c="dimmed">{t('feedback.noComments')}</Text>
              ) : (
                <Comments comments={data.comments} />
              )}
            </section>
            <details className={classes.how}>
              <summary>{t('feedback.howTitle')}</summary>
              <p>{t('feedback.how')}</p>
            </details>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const figuresOf = ({ ratings, given, attended }: SectionFeedback): Figure[] => [
  {
    label: t('feedback.average'),
    value: ratings?.average ?? t('feedback.notShown'),
    note: ratings && t('feedback.outOf'),
  },
  { label: t('feedback.response'), value: given, note: t('feedback.ofAttended', { count: attended }) },
  {
    label: t('feedback.lowCount'),
    value: ratings?.low ?? t('feedback.notShown'),
    note: t('feedback.lowNote'),
    tone: ratings && ratings.low > 0 ? 'warn' : undefined,
  },
];
