import { Menu, Stack, TextInput } from '@mantine/core';
import { type Holiday, HolidayInput, routes } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { AddButton, CancelButton } from '../structure/entity-part.tsx';
import { afterTimetable } from './slot-form.tsx';

/** Days of a term on which no class is announced. */
export function Holidays() {
  const { id } = useParams({ from: '/app/admin/terms/$id/holidays' });
  const terms = useApi(routes.listTerms, {});
  const holidays = useApi(routes.listHolidays, { params: { id } });
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Holiday | null>(null);
  const term = terms.data?.find((one) => one.id === id);
  const add = <AddButton onClick={() => setAdding(true)}>{t('holiday.add')}</AddButton>;
  return (
    <Page
      title={term ? t('holiday.of', { term: term.name }) : t('holiday.title')}
      description={term && `${formatDay(term.start)} – ${formatDay(term.end)}`}
      back={
        <BackLink to="/admin/structure/$part" params={{ part: 'terms' }}>
          {t('holiday.back')}
        </BackLink>
      }
      actions={add}
    >
      <Loaded query={holidays} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="holidays"
            caption={t('holiday.caption')}
            rows={rows}
            rowKey={(one) => one.id}
            rowName={({ name }) => name}
            initial={{ sort: 'first', order: 'asc' }}
            columns={columnsOf(setLeaving)}
            empty={
              <Empty icon="calendar" title={t('holiday.empty')} actions={add}>
                {t('holiday.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <SidePanel opened={isAdding} onClose={() => setAdding(false)} title={t('holiday.add')}>
        <HolidayForm termId={id} onDone={() => setAdding(false)} />
      </SidePanel>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('holiday.removeTitle', { name: leaving?.name ?? '' })}
        consequences={[t('holiday.removeOne')]}
        confirm={t('holiday.remove')}
        onConfirm={async () => {
          await call(routes.removeHoliday, { params: { id: leaving?.id ?? '' } });
          await afterTimetable();
        }}
      />
    </Page>
  );
}

function HolidayForm({ termId, onDone }: { termId: string; onDone: () => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: HolidayInput,
    initial: { name: '', first: '', last: '' },
    // One day is the usual case.
    toBody: ({ last, ...values }) => ({ ...values, last: last === '' ? values.first : last }),
    onSubmit: async (body) => {
      await call(routes.addHoliday, { params: { id: termId }, body });
      await afterTimetable();
      toast(t('structure.saved', { name: body.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('holiday.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput type="date" label={t('holiday.first')} {...form.getInputProps('first')} />
        <TextInput type="date" label={`${t('holiday.last')} (${t('form.optional')})`} {...form.getInputProps('last')} />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

const columnsOf = (onRemove: (holiday: Holiday) => void): Column<Holiday>[] => [
  { key: 'name', header: t('holiday.name'), value: ({ name }) => name, cell: ({ name }) => name },
  { key: 'first', header: t('holiday.first'), value: ({ first }) => first, cell: ({ first }) => formatDay(first) },
  { key: 'last', header: t('holiday.last'), value: ({ last }) => last, cell: ({ last }) => formatDay(last) },
  {
    key: 'actions',
    header: t('action.more'),
    hideHeader: true,
    corner: true,
    cell: (holiday) => (
      <RowMenu label={t('structure.actionsFor', { name: holiday.name })}>
        <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(holiday)}>
          {t('holiday.remove')}
        </Menu.Item>
      </RowMenu>
    ),
  },
];
