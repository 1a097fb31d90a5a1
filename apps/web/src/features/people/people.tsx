import { Button } from '@mantine/core';
import { type Person, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { EditAllStudents } from './edit-all-students.tsx';
import { exportShown } from './export-people.ts';
import { InvitationDialog } from './invitation-dialog.tsx';
import { peopleColumns } from './people-columns.tsx';
import { PeopleFilters } from './people-filters.tsx';
import { PersonDrawer } from './person-drawer.tsx';
import { usePeopleView } from './use-people-view.ts';

/** What is open beside the list. */
type Side = { kind: 'add' } | { kind: 'edit' | 'invite'; person: Person } | null;

/** Everybody: search, filter, sort, page, change, add, invite, import, export. */
export function People() {
  const { search, view, setView, setFilters, isFiltered, clearFilters } = usePeopleView();
  const departments = useApi(routes.listDepartments, {});
  const people = useApi(routes.listPeople, { query: search }, { keepPrevious: true });
  const [side, setSide] = useState<Side>(null);
  const columns = peopleColumns({
    departments: departments.data ?? [],
    onEdit: (person) => setSide({ kind: 'edit', person }),
    onInvite: (person) => setSide({ kind: 'invite', person }),
  });
  const add = (
    <Button leftSection={<Icon name="plus" />} onClick={() => setSide({ kind: 'add' })}>
      {t('people.add')}
    </Button>
  );
  const importLink = (
    <ButtonLink to="/admin/imports" search={{ kind: 'people' }} variant="default" leftSection={<Icon name="upload" />}>
      {t('people.import')}
    </ButtonLink>
  );
  return (
    <Page
      title={t('people.title')}
      actions={
        <>
          {add}
          {importLink}
        </>
      }
    >
      <Loaded query={people} skeleton={<TableSkeleton />}>
        {(page) => (
          <DataTable
            caption={t('people.caption')}
            columns={columns}
            rows={page.items}
            total={page.total}
            view={view}
            onView={setView}
            rowKey={(person) => person.id}
            rowName={(person) => person.name}
            searchHint={t('people.searchHint')}
            filters={<PeopleFilters search={search} departments={departments.data ?? []} onChange={setFilters} />}
            isFiltered={isFiltered}
            onClearFilters={clearFilters}
            bulk={(selection) => <BulkActions selection={selection} />}
            bulkAll={() => <EditAllStudents total={page.total} search={search} />}
            onExport={() => exportShown(search, columns)}
            empty={
              <Empty icon="people" title={t('people.empty')} actions={[importLink, add]}>
                {t('people.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <PersonDrawer
        person={side?.kind === 'edit' ? side.person : null}
        opened={side?.kind === 'add' || side?.kind === 'edit'}
        departments={departments.data ?? []}
        onClose={() => setSide(null)}
        onAdded={(person) => setSide(person.email ? { kind: 'invite', person } : null)}
      />
      <InvitationDialog person={side?.kind === 'invite' ? side.person : null} onClose={() => setSide(null)} />
    </Page>
  );
}
