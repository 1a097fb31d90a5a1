import { Menu, Stack } from '@mantine/core';
import { type Place, PlaceInput, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { writeCoordinates } from './coordinates.ts';
import { AddButton, CancelButton, EntityPart } from './entity-part.tsx';
import { PlaceFields, placeBody, placeProblems, placeValues } from './place-fields.tsx';
import { type Open, useOpen } from './use-open.ts';

/** Points with a radius where check-ins come from. */
export function Places() {
  const places = useApi(routes.listPlaces, {});
  const departments = useApi(routes.listDepartments, {});
  const side = useOpen<Place>();
  const [leaving, setLeaving] = useState<Place | null>(null);
  const remove = useApiMutation(routes.deletePlace, { invalidates: [routes.listPlaces] });
  const usersOf = ({ id }: Place) =>
    (departments.data ?? []).filter(({ place }) => place?.id === id).map(({ code }) => code);
  const columns = placeColumns({ usersOf, onEdit: side.edit, onRemove: setLeaving });
  const add = <AddButton onClick={side.add}>{t('place.add')}</AddButton>;
  return (
    <EntityPart add={add}>
      <Loaded query={places} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="places"
            caption={t('place.caption')}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            columns={columns}
            searchHint={t('place.name')}
            empty={
              <Empty icon="pin" title={t('place.empty')} actions={add}>
                {t('place.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <PlacePanel open={side.open} onClose={side.close} />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('place.removeTitle', { name: leaving?.name ?? '' })}
        consequences={[t('place.removeOne'), t('place.removeOnlyUnused')]}
        confirm={t('action.remove')}
        danger
        onConfirm={() => remove.mutateAsync({ params: { id: leaving?.id ?? '' } })}
      />
    </EntityPart>
  );
}

function PlacePanel({ open, onClose }: { open: Open<Place>; onClose: () => void }) {
  const place = open?.item;
  return (
    <SidePanel
      opened={open !== null}
      onClose={onClose}
      title={place ? t('place.edit', { name: place.name }) : t('place.add')}
    >
      <PlaceForm {...(place && { place })} onDone={onClose} />
    </SidePanel>
  );
}

function PlaceForm({ place, onDone }: { place?: Place; onDone: () => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: PlaceInput,
    initial: placeValues(place),
    toBody: placeBody,
    toFields: placeProblems,
    onSubmit: async (body) => {
      await (place ? call(routes.updatePlace, { params: { id: place.id }, body }) : call(routes.createPlace, { body }));
      await invalidate(routes.listPlaces, routes.listDepartments, routes.overview);
      toast(t('structure.saved', { name: body.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <PlaceFields form={form} />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

interface PlaceColumnsProps {
  usersOf: (place: Place) => string[];
  onEdit: (place: Place) => void;
  onRemove: (place: Place) => void;
}

function placeColumns({ usersOf, onEdit, onRemove }: PlaceColumnsProps): Column<Place>[] {
  return [
    { key: 'name', header: t('place.name'), value: ({ name }) => name, cell: ({ name }) => name },
    {
      key: 'position',
      header: t('place.position'),
      sortable: false,
      value: writeCoordinates,
      cell: writeCoordinates,
    },
    {
      key: 'radius',
      header: t('place.radius'),
      align: 'end',
      value: ({ radius }) => radius,
      cell: ({ radius }) => t('place.metres', { count: radius }),
    },
    {
      key: 'networks',
      header: t('place.networks'),
      sortable: false,
      value: ({ networks }) => networks.join(' '),
      cell: ({ networks }) =>
        networks.length ? t('place.networksCount', { count: networks.length }) : t('place.noNetworks'),
    },
    {
      key: 'users',
      header: t('place.usedBy'),
      sortable: false,
      value: (place) => usersOf(place).join(' '),
      cell: (place) => usersOf(place).join(', ') || t('structure.none'),
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (place) => (
        <RowMenu label={t('structure.actionsFor', { name: place.name })}>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(place)}>
            {t('action.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(place)}>
            {t('action.remove')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}
