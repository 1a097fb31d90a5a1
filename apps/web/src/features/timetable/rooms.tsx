import { Menu, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { type Room, RoomInput, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded, Notice } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { AddButton, CancelButton, EntityPart } from '../structure/entity-part.tsx';
import { useOpen } from '../structure/use-open.ts';

/** Rooms: where at a place classes are held. */
export function Rooms() {
  const rooms = useApi(routes.listRooms, {});
  const side = useOpen<Room>();
  const [leaving, setLeaving] = useState<Room | null>(null);
  const remove = useApiMutation(routes.deleteRoom, { invalidates: [routes.listRooms] });
  const add = <AddButton onClick={side.add}>{t('room.add')}</AddButton>;
  const room = side.open?.item;
  return (
    <EntityPart add={add}>
      <Loaded query={rooms} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="rooms"
            caption={t('room.caption')}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            columns={columnsOf({ onEdit: side.edit, onRemove: setLeaving })}
            searchHint={`${t('room.name')}, ${t('room.place')}`}
            empty={
              <Empty icon="building" title={t('room.empty')} actions={add}>
                {t('room.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <SidePanel
        opened={side.open !== null}
        onClose={side.close}
        title={room ? t('room.edit', { name: room.name }) : t('room.add')}
      >
        <RoomForm {...(room && { room })} onDone={side.close} />
      </SidePanel>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('room.removeTitle', { name: leaving?.name ?? '' })}
        consequences={[t('room.removeOnlyUnused')]}
        confirm={t('action.remove')}
        danger
        onConfirm={() => remove.mutateAsync({ params: { id: leaving?.id ?? '' } })}
      />
    </EntityPart>
  );
}

function RoomForm({ room, onDone }: { room?: Room; onDone: () => void }) {
  const places = useApi(routes.listPlaces, {});
  const { form, formProps, ...state } = useContractForm({
    schema: RoomInput,
    initial: {
      name: room?.name ?? '',
      placeId: room?.place.id ?? '',
      capacity: (room?.capacity ?? '') as number | '',
    },
    toBody: ({ capacity, placeId, ...values }) => ({
      ...values,
      // An empty choice is what the form calls missing.
      ...(placeId !== '' && { placeId }),
      capacity: capacity === '' ? null : capacity,
    }),
    onSubmit: async (body) => {
      await (room ? call(routes.updateRoom, { params: { id: room.id }, body }) : call(routes.createRoom, { body }));
      await invalidate(routes.listRooms, routes.getTimetable, routes.listScheduled);
      toast(t('structure.saved', { name: body.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        {places.data?.length === 0 && <Notice>{t('room.noPlaces')}</Notice>}
        <TextInput label={t('room.name')} data-autofocus {...form.getInputProps('name')} />
        <NativeSelect
          label={t('room.place')}
          data={[{ value: '', label: '' }, ...(places.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          {...form.getInputProps('placeId')}
        />
        <NumberInput
          label={`${t('room.capacity')} (${t('form.optional')})`}
          min={1}
          max={10_000}
          allowDecimal={false}
          clampBehavior="none"
          {...form.getInputProps('capacity')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

interface ColumnsProps {
  onEdit: (room: Room) => void;
  onRemove: (room: Room) => void;
}

const columnsOf = ({ onEdit, onRemove }: ColumnsProps): Column<Room>[] => [
  { key: 'name', header: t('room.name'), value: ({ name }) => name, cell: ({ name }) => name },
  { key: 'place', header: t('room.place'), value: ({ place }) => place.name, cell: ({ place }) => place.name },
  {
    key: 'capacity',
    header: t('room.capacity'),
    align: 'end',
    value: ({ capacity }) => capacity,
    cell: ({ capacity }) => capacity ?? t('structure.none'),
  },
  {
    key: 'actions',
    header: t('action.more'),
    hideHeader: true,
    corner: true,
    cell: (room) => (
      <RowMenu label={t('structure.actionsFor', { name: room.name })}>
        <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(room)}>
          {t('action.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(room)}>
          {t('action.remove')}
        </Menu.Item>
      </RowMenu>
    ),
  },
];
