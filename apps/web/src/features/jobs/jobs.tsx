import { NativeSelect, Text } from '@mantine/core';
import { type Job, type JobState, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { pagedView } from '../../ui/table/paged-view.ts';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { type JobsSearch, jobStates, parseJobsSearch } from './jobs-search.ts';
import { useJobEvents } from './use-job-events.ts';

/** What works in the background, how far it is, and why it failed. */
export function Jobs() {
  const search = parseJobsSearch({ ...useSearch({ from: '/app/admin/jobs' }) });
  const { showing: state, ...page } = search;
  const navigate = useNavigate();
  const change = (part: JobsSearch) =>
    void navigate({
      to: '/admin/jobs',
      search: (before: JobsSearch) => ({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  const jobs = useApi(routes.listJobs, { query: { ...page, state } }, { keepPrevious: true });
  useJobEvents(routes.listJobs);
  return (
    <Page
      title={t('jobs.title')}
      description={t('jobs.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Loaded query={jobs} skeleton={<TableSkeleton />}>
        {({ items, total }) => (
          <DataTable
            caption={t('jobs.caption')}
            columns={columns}
            rows={items}
            total={total}
            {...pagedView(search, change)}
            rowKey={({ id }) => id}
            rowName={({ subject }) => subject}
            filters={
              <NativeSelect
                aria-label={t('jobs.filterState')}
                value={state ?? ''}
                data={[
                  { value: '', label: t('jobs.anyState') },
                  ...jobStates.map((value) => ({ value, label: t(`jobs.state.${value}`) })),
                ]}
                onChange={(event) =>
                  change({ showing: (event.currentTarget.value || undefined) as JobState | undefined, page: 1 })
                }
              />
            }
            isFiltered={state !== undefined}
            onClearFilters={() => change({ showing: undefined, page: 1 })}
            empty={
              <Empty
                icon="history"
                title={t('jobs.empty')}
                actions={<ButtonLink to="/admin/imports">{t('jobs.toImports')}</ButtonLink>}
              >
                {t('jobs.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Page>
  );
}

const tones: Record<JobState, Tone> = { queued: 'info', running: 'info', done: 'ok', failed: 'bad', undone: 'neutral' };

const columns: Column<Job>[] = [
  { key: 'subject', header: t('jobs.subject'), cell: ({ subject }) => subject },
  { key: 'kind', header: t('jobs.kind'), cell: ({ kind }) => t(`jobs.kind.${kind}`) },
  {
    key: 'state',
    header: t('jobs.state'),
    cell: ({ state, done, total }) => (
      <StatusBadge tone={tones[state]}>
        {state === 'running' && total > 0
          ? t('jobs.percent', { percent: Math.floor((100 * done) / total) })
          : t(`jobs.state.${state}`)}
      </StatusBadge>
    ),
  },
  {
    key: 'failure',
    header: t('jobs.failure'),
    cell: ({ failure }) => (failure ? <Text size="sm">{failure.message}</Text> : t('jobs.noFailure')),
  },
  { key: 'actor', header: t('jobs.actor'), cell: ({ actor }) => actor?.name ?? t('jobs.server') },
  { key: 'made', header: t('jobs.made'), cell: ({ createdAt }) => <Time at={createdAt} relative /> },
  {
    key: 'ended',
    header: t('jobs.ended'),
    cell: ({ endedAt }) => (endedAt === null ? t('jobs.notEnded') : <Time at={endedAt} relative />),
  },
];
