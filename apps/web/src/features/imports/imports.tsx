import { Stack, Title } from '@mantine/core';
import { type Import, type ImportState, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { pagedView } from '../../ui/table/paged-view.ts';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useJobEvents } from '../jobs/use-job-events.ts';
import { ChooseFile } from './choose-file.tsx';
import type { ImportsSearch } from './imports-search.ts';

/** Files in and out: choose one to import, export, and see what was imported before. */
export function Imports() {
  const search: ImportsSearch = useSearch({ from: '/app/admin/imports' });
  const { kind = 'people', ...page } = search;
  const change = useChange();
  const imports = useApi(routes.listImports, { query: page }, { keepPrevious: true });
  useJobEvents(routes.listImports);
  return (
    <Page
      title={t('imports.title')}
      description={t('imports.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Stack gap="xl">
        <ChooseFile kind={kind} onKind={(chosen) => change({ kind: chosen })} />
        <section aria-labelledby="imports-so-far">
          <Title order={2} size="h3" mb="sm" id="imports-so-far">
            {t('imports.listTitle')}
          </Title>
          <Loaded query={imports} skeleton={<TableSkeleton />}>
            {({ items, total }) => (
              <DataTable
                caption={t('imports.listCaption')}
                columns={columns}
                rows={items}
                total={total}
                {...pagedView(search, change)}
                rowKey={({ id }) => id}
                rowName={({ fileName }) => fileName}
                empty={
                  <Empty icon="upload" title={t('imports.empty')}>
                    {t('imports.emptyBody')}
                  </Empty>
                }
              />
            )}
          </Loaded>
        </section>
      </Stack>
    </Page>
  );
}

export const stateTones: Record<ImportState, Tone> = {
  checking: 'info',
  checked: 'info',
  applying: 'info',
  applied: 'ok',
  undoing: 'info',
  undone: 'neutral',
  failed: 'bad',
};

const columns: Column<Import>[] = [
  {
    key: 'file',
    header: t('imports.file'),
    cell: ({ id, fileName }) => (
      <TextLink to="/admin/imports/$id" params={{ id }}>
        {fileName}
      </TextLink>
    ),
  },
  { key: 'what', header: t('imports.what'), cell: ({ kind }) => t(`imports.kind.${kind}`) },
  {
    key: 'state',
    header: t('imports.state'),
    cell: ({ state }) => <StatusBadge tone={stateTones[state]}>{t(`imports.state.${state}`)}</StatusBadge>,
  },
  { key: 'rows', header: t('imports.rows'), align: 'end', cell: ({ report }) => report?.rows ?? '' },
  { key: 'by', header: t('imports.by'), cell: ({ by }) => by?.name ?? t('imports.nobody') },
  { key: 'when', header: t('imports.when'), cell: ({ createdAt }) => <Time at={createdAt} relative /> },
];

function useChange() {
  const navigate = useNavigate();
  return (part: ImportsSearch) =>
    void navigate({
      to: '/admin/imports',
      search: (before: ImportsSearch) => ({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
}
