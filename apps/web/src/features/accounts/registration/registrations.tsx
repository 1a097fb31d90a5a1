import { Button, NativeSelect } from '@mantine/core';
import { type Registration, routes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { invalidate, useApi } from '../../../api/query.ts';
import { useLive } from '../../../live.ts';
import { t } from '../../../strings/index.ts';
import { BackLink } from '../../../ui/link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Loaded } from '../../../ui/states.tsx';
import { DataTable, type TableSelection } from '../../../ui/table/data-table.tsx';
import { TableSkeleton } from '../../../ui/table/table-skeleton.tsx';
import type { TableView } from '../../../ui/table/table-view.ts';
import { DecideDialog, type Deciding } from './decide-dialog.tsx';
import { registrationColumns } from './registration-columns.tsx';
import { parseRegistrationSearch, type RegistrationSearch, registrationStates } from './registration-search.ts';

/** Who asks for an account: look for what is odd, then approve or refuse, one or many. */
export function Registrations() {
  const search: RegistrationSearch = useSearch({ from: '/app/admin/registrations' });
  const change = useChange();
  const { show: state = 'waiting', ...rest } = search;
  const requests = useApi(routes.listRegistrations, { query: { ...rest, state } }, { keepPrevious: true });
  const status = useApi(routes.registrationStatus, {});
  useLive((event) => {
    if (event.type === 'registrations.changed') void invalidate(routes.listRegistrations, routes.overview);
  });
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const decide = (what: Deciding['what'], items: readonly Registration[], done?: () => void) =>
    setDeciding({ what, items, done });
  const view: TableView = {
    search: search.search ?? '',
    sort: '',
    order: 'asc',
    page: search.page ?? 1,
    pageSize: search.pageSize ?? 25,
  };
  return (
    <Page
      title={t('registrations.title')}
      description={t('registrations.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Loaded query={requests} skeleton={<TableSkeleton />}>
        {({ items, total }) => (
          <DataTable
            caption={t('registrations.caption')}
            columns={registrationColumns({ state, onDecide: (what, item) => decide(what, [item]) })}
            rows={items}
            total={total}
            view={view}
            onView={({ search: words, page, pageSize }) =>
              change({
                ...(words !== undefined && { search: words }),
                ...(page && { page }),
                ...(pageSize && { pageSize }),
              })
            }
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            searchHint={t('registrations.searchHint')}
            filters={<StateFilter state={state} onChange={(next) => change({ show: next, page: 1 })} />}
            isFiltered={Boolean(search.search)}
            onClearFilters={() => change({ search: '', page: 1 })}
            bulk={
              state === 'waiting'
                ? (selection) => <Bulk selection={selection} items={items} onDecide={decide} />
                : undefined
            }
            empty={<Nobody state={state} isOpen={status.data?.isOpen ?? true} />}
          />
        )}
      </Loaded>
      <DecideDialog deciding={deciding} onClose={() => setDeciding(null)} />
    </Page>
  );
}

function useChange() {
  const navigate = useNavigate();
  return (part: RegistrationSearch) =>
    void navigate({
      to: '/admin/registrations',
      search: (before: RegistrationSearch) => parseRegistrationSearch({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
}

interface BulkProps {
  selection: TableSelection;
  items: readonly Registration[];
  onDecide: (what: Deciding['what'], items: readonly Registration[], done: () => void) => void;
}

function Bulk({ selection, items, onDecide }: BulkProps) {
  const chosen = items.filter(({ id }) => selection.ids.includes(id));
  return (
    <>
      <Button onClick={() => onDecide('approve', chosen, selection.clear)}>{t('registrations.approve')}</Button>
      <Button variant="default" onClick={() => onDecide('refuse', chosen, selection.clear)}>
        {t('registrations.refuse')}
      </Button>
      <Button variant="subtle" onClick={selection.clear}>
        {t('table.clearSelection')}
      </Button>
    </>
  );
}

type State = Registration['state'];

const StateFilter = ({ state, onChange }: { state: State; onChange: (state: State) => void }) => (
  <NativeSelect
    aria-label={t('registrations.filterState')}
    value={state}
    data={registrationStates.map((value) => ({ value, label: t(`registrations.state.${value}`) }))}
    onChange={(event) => onChange(event.currentTarget.value as State)}
  />
);

function Nobody({ state, isOpen }: { state: State; isOpen: boolean }) {
  if (state !== 'waiting') return <Empty icon="list" title={t('registrations.emptyDecided')} />;
  return (
    <Empty icon="checkCircle" title={t('registrations.empty')}>
      {t(isOpen ? 'registrations.emptyOpen' : 'registrations.emptyClosed')}
    </Empty>
  );
}
