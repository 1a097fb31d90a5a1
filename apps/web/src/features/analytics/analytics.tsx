import { Skeleton, Stack } from '@mantine/core';
import { type Analytics, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Figures } from '../../ui/figures.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import classes from './analytics.module.css';
import { AnalyticsFilters } from './analytics-filters.tsx';
import { type AnalyticsSearch, parseAnalyticsSearch } from './analytics-search.ts';
import { CoursesPanel, SectionsPanel } from './courses.tsx';
import { EligibilityPanel } from './eligibility.tsx';
import { headFigures } from './head-figures.ts';
import { DepartmentsPanel, HoursPanel, MethodsPanel } from './parts.tsx';
import { TrendPanel } from './trend.tsx';

/** Attendance of a term, as a whole and in part; filters are kept in the address. */
export function AnalyticsPage() {
  const search: AnalyticsSearch = useSearch({ from: '/app/admin/analytics' });
  const navigate = useNavigate();
  const change = (part: AnalyticsSearch) =>
    void navigate({
      to: '/admin/analytics',
      search: (before: AnalyticsSearch) => parseAnalyticsSearch({ ...before, ...part }),
      resetScroll: false,
    });
  const analytics = useApi(routes.analytics, { query: search }, { keepPrevious: true });
  return (
    <Page
      title={t('analytics.title')}
      description={t('analytics.description')}
      back={<BackLink to="/admin">{t('admin.home')}</BackLink>}
    >
      <AnalyticsFilters search={search} onChange={change} />
      <Loaded
        query={analytics}
        skeleton={<AnalyticsSkeleton />}
        isEmpty={({ total, before }) => total.sessions === 0 && (before?.total.sessions ?? 0) === 0}
        empty={
          <Empty icon="calendar" title={t('analytics.empty')}>
            {t('analytics.emptyBody')}
          </Empty>
        }
      >
        {(data) => <Panels data={data} search={search} />}
      </Loaded>
    </Page>
  );
}

function Panels({ data, search }: { data: Analytics; search: AnalyticsSearch }) {
  return (
    <>
      <Figures figures={headFigures(data)} />
      <div className={classes.panels}>
        <div className={classes.wide}>
          <TrendPanel data={data} by={search.by ?? 'week'} />
        </div>
        <EligibilityPanel data={data} />
        <HoursPanel data={data} />
        <DepartmentsPanel data={data} />
        <MethodsPanel data={data} />
        {search.courseId !== undefined && (
          <div className={classes.wide}>
            <SectionsPanel data={data} />
          </div>
        )}
        <div className={classes.wide}>
          <CoursesPanel data={data} />
        </div>
      </div>
    </>
  );
}

function AnalyticsSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={96} />
      <Skeleton height={288} />
      <Skeleton height={288} />
    </Stack>
  );
}
