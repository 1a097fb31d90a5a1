import { Text } from '@mantine/core';
import { routes, type Shortage } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveText } from '../../ui/csv.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { ShortageFilters } from './shortage-filters.tsx';
import { parseShortageSearch, type ShortageSearch, usualPageSize } from './shortage-search.ts';

/** As the server says it: none do. */
const OUT_OF_REACH = 999;

/** Who is below the minimum, in the sections the viewer may see; filters and page are kept in the address. */
export function ShortageList() {
  const search: ShortageSearch = useSearch({ from: '/app/shortage' });
  const navigate = useNavigate();
  const change = useCallback(
    (part: ShortageSearch) =>
      void navigate({
        to: '/shortage',
        search: (before: ShortageSearch) => parseShortageSearch({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const list = useApi(routes.listShortage, { query: search }, { keepPrevious: true });
  const none: ShortageSearch = { search: '', level: undefined, sectionId: undefined, departmentId: undefined, page: 1 };
  return (
    <Page
      title={t('shortage.title')}
      description={t('shortage.description')}
      actions={
        <ButtonLink
          to="/reports"
          search={{
            report: 'shortage',
            level: search.level,
            sectionId: search.sectionId,
            departmentId: search.departmentId,
            termId: search.termId === 'all' ? undefined : search.termId,
          }}
          variant="default"
          leftSection={<Icon name="download" />}
        >
          {t('shortage.dossier')}
        </ButtonLink>
      }
    >
      <Loaded query={list} skeleton={<TableSkeleton />}>
        {({ items, total, condonable, short, page }) => (
          <>
            {total > 0 && (
              <Text c="dimmed" mb="sm">
                {t('shortage.total', { count: condonable + short, condonable, short })}
              </Text>
            )}
            <DataTable
              caption={t('shortage.caption')}
              columns={columns}
              rows={items}
              total={total}
              view={{
                search: search.search ?? '',
                sort: 'percent',
                order: 'asc',
                page,
                pageSize: search.pageSize ?? usualPageSize,
              }}
              onView={({ search: words, page: next, pageSize }) =>
                change({
                  ...(words !== undefined && { search: words, page: 1 }),
                  ...(next !== undefined && { page: next }),
                  ...(pageSize !== undefined && { pageSize }),
                })
              }
              rowKey={({ student, section }) => `${student.id} ${section.id}`}
              rowName={({ student }) => student.name}
              searchHint={t('shortage.search')}
              filters={<ShortageFilters search={search} onChange={(part) => change({ ...part, page: 1 })} />}
              isFiltered={Boolean(search.level || search.sectionId || search.departmentId || search.termId)}
              onClearFilters={() => change({ ...none, termId: undefined })}
              onExport={async () => {
                const { page: _, pageSize: __, ...shown } = search;
                saveText('shortage.csv', await call(routes.exportShortage, { query: shown }));
              }}
              empty={
                <Empty icon="checkCircle" title={t('shortage.empty')}>
                  {t('shortage.emptyBody')}
                </Empty>
              }
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const inTenths = (value: number): number => Math.floor(value * 10 + 1e-6) / 10;

const columns: Column<Shortage>[] = [
  { key: 'student', header: t('shortage.student'), cell: ({ student }) => student.name },
  { key: 'usn', header: t('shortage.usn'), cell: ({ student }) => student.usn },
  {
    key: 'course',
    header: t('shortage.course'),
    cell: ({ section }) => `${section.courseName} · ${section.name}`,
  },
  {
    key: 'percent',
    header: t('shortage.percent'),
    align: 'end',
    cell: ({ percent, minimumPercent }) =>
      t('shortage.percentValue', { percent: inTenths(percent), minimum: minimumPercent }),
  },
  {
    key: 'counts',
    header: t('shortage.counts'),
    align: 'end',
    cell: ({ held, attended }) => t('shortage.countsValue', { attended: inTenths(attended), held: inTenths(held) }),
  },
  {
    key: 'state',
    header: t('shortage.state'),
    cell: ({ state }) => (
      <StatusBadge tone={state === 'short' ? 'bad' : 'warn'}>
        {t(state === 'short' ? 'shortage.short' : 'shortage.condonable')}
      </StatusBadge>
    ),
  },
  {
    key: 'needs',
    header: t('shortage.needs'),
    cell: ({ mustAttend }) =>
      mustAttend >= OUT_OF_REACH ? t('shortage.outOfReach') : t('shortage.needsValue', { count: mustAttend }),
  },
  {
    key: 'warned',
    header: t('shortage.warned'),
    cell: ({ warnedAt }) => (warnedAt === null ? t('shortage.neverWarned') : <Time at={warnedAt} />),
  },
];
