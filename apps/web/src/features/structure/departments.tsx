import { Menu, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type Department, DepartmentInput, PlaceInput, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { z } from 'zod';
import { call } from '../../api/client.ts';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FormEnd, orNull, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { AddButton, CancelButton, EntityPart } from './entity-part.tsx';
import { PlaceFields, type PlaceValues, placeBody, placeProblems, placeValues } from './place-fields.tsx';
import { useOpen } from './use-open.ts';

/** Departments and the place each is at. */
export function Departments() {
  const departments = useApi(routes.listDepartments, {});
  const side = useOpen<Department>();
  const [leaving, setLeaving] = useState<Department | null>(null);
  const remove = useApiMutation(routes.deleteDepartment, { invalidates: [routes.listDepartments, routes.overview] });
  const add = <AddButton onClick={side.add}>{t('department.add')}</AddButton>;
  const edited = side.open?.item;
  return (
    <EntityPart add={add}>
      <Loaded query={departments} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <LocalTable
            name="departments"
            caption={t('department.caption')}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            columns={departmentColumns({ onEdit: side.edit, onRemove: setLeaving })}
            searchHint={t('department.name')}
            empty={
              <Empty icon="building" title={t('department.empty')} actions={add}>
                {t('department.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <SidePanel
        opened={side.open !== null}
        onClose={side.close}
        title={edited ? t('department.edit', { name: edited.name }) : t('department.add')}
      >
        <DepartmentForm {...(edited && { department: edited })} onDone={side.close} />
      </SidePanel>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('department.removeTitle', { name: leaving?.name ?? '' })}
        consequences={[t('department.removeOne'), t('department.removeOnlyUnused')]}
        confirm={t('action.remove')}
        danger
        onConfirm={() => remove.mutateAsync({ params: { id: leaving?.id ?? '' } })}
      />
    </EntityPart>
  );
}

const newPlace = 'new';
/** The form may make a place on the way: then its fields are judged too. */
const DepartmentForms = z.union([
  z.object({ department: DepartmentInput, place: z.null() }),
  z.object({ department: DepartmentInput.omit({ placeId: true }), place: PlaceInput }),
]);
const WithPlace = DepartmentForms.options[1];
const WithoutPlace = DepartmentForms.options[0];

interface Values extends Record<string, unknown> {
  department: { name: string; code: string; placeId: string };
  place: PlaceValues;
}

function DepartmentForm({ department, onDone }: { department?: Department; onDone: () => void }) {
  const places = useApi(routes.listPlaces, {});
  const initial: Values = {
    department: {
      name: department?.name ?? '',
      code: department?.code ?? '',
      placeId: department?.place?.id ?? '',
    },
    place: placeValues(),
  };
  const [isNewPlace, setNewPlace] = useState(false);
  const { form, formProps, ...state } = useContractForm({
    schema: isNewPlace ? WithPlace : WithoutPlace,
    initial,
    toBody: ({ department: typed, place }) => ({
      department: { ...typed, placeId: isNewPlace ? null : orNull(typed.placeId) },
      place: isNewPlace ? placeBody(place) : null,
    }),
    toFields: underPlace,
    onSubmit: async (body) => {
      const place = body.place ? await call(routes.createPlace, { body: body.place }) : null;
      const placeId = place?.id ?? ('placeId' in body.department ? body.department.placeId : null) ?? null;
      const saved = { ...body.department, placeId };
      await (department
        ? call(routes.updateDepartment, { params: { id: department.id }, body: saved })
        : call(routes.createDepartment, { body: saved }));
      await invalidate(routes.listDepartments, routes.listPlaces, routes.overview);
      toast(t('structure.saved', { name: saved.name }));
      onDone();
    },
  });
  const placeChoice = form.getInputProps('department.placeId');
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('department.name')} data-autofocus {...form.getInputProps('department.name')} />
        <TextInput
          label={t('department.code')}
          description={t('department.codeHint')}
          {...form.getInputProps('department.code')}
        />
        <NativeSelect
          label={t('department.place')}
          description={t('department.placeHint')}
          data={[
            { value: '', label: t('department.noPlace') },
            ...(places.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            { value: newPlace, label: t('department.newPlace') },
          ]}
          {...placeChoice}
          onChange={(event) => {
            setNewPlace(event.currentTarget.value === newPlace);
            placeChoice.onChange(event);
          }}
        />
        {isNewPlace && <PlaceFields form={form} prefix="place." />}
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

function underPlace(problems: Record<string, string>): Record<string, string> {
  const ofPlace: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [path, text] of Object.entries(problems)) {
    if (path.startsWith('place.')) ofPlace[path.slice('place.'.length)] = text;
    else others[/^(name|code|placeId)$/.test(path) ? `department.${path}` : path] = text;
  }
  const moved = Object.entries(placeProblems(ofPlace)).map(([path, text]) => [`place.${path}`, text]);
  return { ...others, ...Object.fromEntries(moved) };
}

interface DepartmentColumnsProps {
  onEdit: (department: Department) => void;
  onRemove: (department: Department) => void;
}

function departmentColumns({ onEdit, onRemove }: DepartmentColumnsProps): Column<Department>[] {
  return [
    { key: 'code', header: t('department.code'), value: ({ code }) => code, cell: ({ code }) => code },
    { key: 'name', header: t('department.name'), value: ({ name }) => name, cell: ({ name }) => name },
    {
      key: 'place',
      header: t('department.place'),
      value: ({ place }) => place?.name ?? null,
      cell: ({ place }) => place?.name ?? <StatusBadge tone="warn">{t('department.noPlace')}</StatusBadge>,
    },
    {
      key: 'students',
      header: t('department.students'),
      align: 'end',
      value: ({ students }) => students,
      cell: ({ students }) => students,
    },
    {
      key: 'courses',
      header: t('department.courses'),
      align: 'end',
      value: ({ courses }) => courses,
      cell: ({ courses }) => courses,
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (department) => (
        <RowMenu label={t('structure.actionsFor', { name: department.name })}>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(department)}>
            {t('action.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="trash" />} onClick={() => onRemove(department)}>
            {t('action.remove')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}
