import { NativeSelect, TextInput } from '@mantine/core';
import { type AttendanceSession, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { SessionState } from './session-facts.tsx';
import classes from './sessions.module.css';
import { parseSessionsSearch, type SessionsSearch, usualPageSize } from './sessions-search.ts';

/** Every session the viewer may see, newest first; filters and page are kept in the address. */
export function Sessions() {
  const search: SessionsSearch = useSearch({ from: '/app/sessions' });
  const navigate = useNavigate();
  const change = useCallback(
    (part: SessionsSearch) =>
      void navigate({
        to: '/sessions',
        search: (before: SessionsSearch) => parseSessionsSearch({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const sessions = useApi(routes.listSessions, { query: search }, { keepPrevious: true });
  useLive(
    (event) => {
      if (event.type.startsWith('session.')) void invalidate(routes.listSessions);
    },
    { enabled: sessions.data !== undefined },
  );
  const none: SessionsSearch = { state: undefined, sectionId: undefined, from: undefined, to: undefined, page: 1 };
  return (
    <Page title={t('faculty.sessions.title')}>
      <Loaded query={sessions} skeleton={<TableSkeleton />}>
        {(page) => (
          <DataTable
            caption={t('faculty.sessions.caption')}
            columns={columns}
            rows={page.items}
            total={page.total}
            view={{
              search: '',
              sort: 'when',
              order: 'desc',
              page: page.page,
              pageSize: search.pageSize ?? usualPageSize,
            }}
            onView={({ page: next, pageSize }) =>
              change({ ...(next !== undefined && { page: next }), ...(pageSize !== undefined && { pageSize }) })
            }
            rowKey={({ id }) => id}
            rowName={({ section }) => section.courseName}
            filters={<Filters search={search} onChange={(part) => change({ ...part, page: 1 })} />}
            isFiltered={Boolean(search.state || search.sectionId || search.from || search.to)}
            onClearFilters={() => change(none)}
            empty={
              <Empty icon="history" title={t('faculty.sessions.empty')}>
                {t('faculty.sessions.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Page>
  );
}

const columns: Column<AttendanceSession>[] = [
  {
    key: 'class',
    header: t('faculty.sessions.class'),
    cell: ({ id, section }) => (
      <TextLink to="/sessions/$id" params={{ id }}>
        {section.courseName} · {section.name}
      </TextLink>
    ),
  },
  { key: 'when', header: t('faculty.sessions.when'), cell: ({ openedAt }) => <Time at={openedAt} /> },
  { key: 'state', header: t('faculty.sessions.state'), cell: ({ state }) => <SessionState state={state} /> },
  {
    key: 'attended',
    header: t('faculty.sessions.attended'),
    align: 'end',
    cell: ({ counts }) => t('faculty.today.attended', { attended: counts.attended, roster: counts.roster }),
  },
  { key: 'openedBy', header: t('faculty.sessions.openedBy'), cell: ({ openedBy }) => openedBy.name },
];

function Filters({ search, onChange }: { search: SessionsSearch; onChange: (part: SessionsSearch) => void }) {
  const { data: sections } = useApi(routes.listSections, { query: {} });
  return (
    <>
      <NativeSelect
        aria-label={t('faculty.sessions.class')}
        value={search.sectionId ?? ''}
        onChange={(event) => onChange({ sectionId: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('faculty.sessions.all') },
          ...(sections ?? []).map(({ id, course, name }) => ({ value: id, label: `${course.name} · ${name}` })),
        ]}
      />
      <NativeSelect
        aria-label={t('faculty.sessions.state')}
        value={search.state ?? ''}
        onChange={(event) =>
          onChange(
            event.currentTarget.value
              ? parseSessionsSearch({ state: event.currentTarget.value })
              : { state: undefined },
          )
        }
        data={[
          { value: '', label: t('faculty.sessions.allStates') },
          ...(['open', 'closing', 'closed', 'locked'] as const).map((state) => ({
            value: state,
            label: t(`attendance.state.${state}`),
          })),
        ]}
      />
      <div className={classes.dates}>
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            aria-label={t(`faculty.sessions.${end}`)}
            leftSection={<span aria-hidden="true">{t(`faculty.sessions.${end}`)}</span>}
            leftSectionWidth={56}
            value={search[end] ?? ''}
            onChange={(event) => onChange({ [end]: event.currentTarget.value || undefined })}
          />
        ))}
      </div>
    </>
  );
}
