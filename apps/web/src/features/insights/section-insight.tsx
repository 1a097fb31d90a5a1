import '../../strings/insight-words.ts';
import { Skeleton, Stack, Title } from '@mantine/core';
import { type HeldSession, routes, type SectionInsight } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { lazy } from 'react';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { type Figure, Figures } from '../../ui/figures.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table-props.ts';
import { Time, useZone } from '../../ui/time.tsx';
import { besideUsual, pointsBeside, shownPercent } from './beside-usual.ts';
import classes from './insights.module.css';
import { SlippingList } from './slipping-list.tsx';

const LineChart = lazy(() => import('../../ui/charts/charts.tsx').then((m) => ({ default: m.LineChart })));

/** How attendance of one section goes: from session to session, who attends much less than before, who comes late. */
export function SectionInsightPage() {
  const { id } = useParams({ from: '/app/sections/$id/insight' });
  const insight = useApi(routes.sectionInsight, { params: { id } });
  useLive((event) => {
    if (event.type === 'session.closed' && event.sectionId === id) void invalidate(routes.sectionInsight);
  });
  const section = insight.data?.section;
  return (
    <Page
      title={t('insight.title')}
      description={
        section && t('insight.section', { code: section.courseCode, name: section.courseName, section: section.name })
      }
      back={
        <BackLink to="/sections/$id" params={{ id }}>
          {t('insight.back')}
        </BackLink>
      }
      actions={
        <ButtonLink to="/sections/$id/feedback" params={{ id }} variant="default" leftSection={<Icon name="star" />}>
          {t('insight.feedback')}
        </ButtonLink>
      }
    >
      <Loaded
        query={insight}
        skeleton={<InsightSkeleton />}
        isEmpty={({ sessions }) => sessions.length === 0}
        empty={
          <Empty icon="calendar" title={t('insight.empty')}>
            {t('insight.emptyBody')}
          </Empty>
        }
      >
        {(data) => (
          <Stack gap="xl">
            <Figures figures={figuresOf(data)} />
            <section aria-labelledby="slipping">
              <Title order={2} size="h3" id="slipping" mb="sm">
                {t('insight.slipping')}
              </Title>
              <SlippingList slipping={data.slipping} />
            </section>
            <Sessions insight={data} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const figuresOf = ({ sessions, usualPercent, punctuality }: SectionInsight): Figure[] => {
  const newest = sessions.at(-1);
  const { late, came, minutesLate } = punctuality;
  return [
    {
      label: t('insight.usual'),
      value: usualPercent === null ? t('insight.none') : shownPercent(usualPercent),
      note: t(usualPercent === null ? 'insight.usualTooFew' : 'insight.usualNote'),
    },
    {
      label: t('insight.newest'),
      value: newest?.percent == null ? t('insight.none') : shownPercent(newest.percent),
      note: newest && besideUsual(newest.percent, usualPercent),
    },
    {
      label: t('insight.late'),
      value: came === 0 ? t('insight.none') : shownPercent((100 * late) / came),
      note: minutesLate === null ? t('insight.lateNote') : t('insight.lateMinutes', { count: minutesLate }),
    },
  ];
};

function Sessions({ insight: { section, sessions, usualPercent, minimumPercent } }: { insight: SectionInsight }) {
  const zone = useZone();
  const counted = sessions.filter(({ percent }) => percent !== null);
  const series = [
    { label: t('insight.percent'), values: counted.map(({ percent }) => Math.floor(percent ?? 0)) },
    {
      label: t('insight.minimum'),
      values: counted.map(() => minimumPercent),
      colour: 'bad' as const,
      dash: [6, 4],
      isPlain: true,
    },
    ...(usualPercent === null
      ? []
      : [
          {
            label: t('insight.usual'),
            values: counted.map(() => Math.floor(usualPercent)),
            colour: 'text' as const,
            dash: [2, 3],
            isPlain: true,
          },
        ]),
  ];
  return (
    <ChartPanel
      title={t('insight.trend')}
      name={`sessions-${section.courseCode}-${section.name}`}
      columns={columnsOf(usualPercent)}
      rows={sessions.toReversed()}
      rowKey={({ id }) => id}
      empty={t('insight.empty')}
      how={t('insight.how')}
    >
      <LineChart
        label={t('insight.trendLabel', { course: section.courseName, count: counted.length })}
        labels={counted.map(({ openedAt }) => formatInstant(openedAt, zone, 'day'))}
        y={{ min: 0, max: 100, step: 25 }}
        series={series}
      />
    </ChartPanel>
  );
}

const columnsOf = (usualPercent: number | null): Column<HeldSession>[] => [
  {
    key: 'openedAt',
    header: t('insight.session'),
    value: ({ openedAt }) => new Date(openedAt).toISOString(),
    cell: ({ id, openedAt }) => (
      <TextLink to="/sessions/$id" params={{ id }}>
        <span className={classes.when}>
          <Time at={openedAt} />
        </span>
      </TextLink>
    ),
  },
  {
    key: 'attended',
    header: t('insight.here'),
    value: ({ attended }) => attended,
    cell: ({ attended, of }) => t('insight.of', { attended, of }),
  },
  { key: 'of', header: t('insight.counted'), value: ({ of }) => of, cell: ({ of }) => of, exportOnly: true },
  {
    key: 'percent',
    header: t('insight.percent'),
    value: ({ percent }) => (percent === null ? null : Math.floor(percent)),
    cell: ({ percent }) => (percent === null ? '–' : shownPercent(percent)),
  },
  {
    key: 'usual',
    header: t('insight.besideUsual'),
    cell: ({ percent }) => pointsBeside(percent, usualPercent) ?? '–',
  },
  { key: 'late', header: t('insight.lateCount'), value: ({ late }) => late, cell: ({ late }) => late },
  {
    key: 'minutes',
    header: t('insight.minutesLate'),
    value: ({ minutesLate }) => minutesLate,
    cell: ({ minutesLate }) => minutesLate ?? '–',
  },
];

function InsightSkeleton() {
  return (
    <Stack gap="xl">
      <Skeleton height={96} />
      <Skeleton height={120} />
      <Skeleton height={280} />
    </Stack>
  );
}
