import { Menu, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { type Course, CourseInput, routes } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { AddButton, CancelButton, EntityPart } from './entity-part.tsx';
import { FacultyPicker } from './faculty-picker.tsx';
import { useOpen } from './use-open.ts';

/** Courses; each makes its one section in the current term. */
export function Courses() {
  const courses = useApi(routes.listCourses, {});
  const side = useOpen<Course>();
  const add = <AddButton onClick={side.add}>{t('course.add')}</AddButton>;
  const edited = side.open?.item;
  return (
    <EntityPart add={add}>
      <Loaded query={courses} skeleton={<TableSkeleton />}>
        {(rows) => (
          <LocalTable
            name="courses"
            caption={t('course.caption')}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            columns={courseColumns(side.edit)}
            searchHint={`${t('course.code')}, ${t('course.name')}`}
            empty={
              <Empty icon="book" title={t('course.empty')} actions={add}>
                {t('course.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <SidePanel
        opened={side.open !== null}
        onClose={side.close}
        title={edited ? t('course.edit', { name: edited.name }) : t('course.add')}
      >
        <CourseForm {...(edited && { course: edited })} onDone={side.close} />
      </SidePanel>
    </EntityPart>
  );
}

interface Values extends Record<string, unknown> {
  code: string;
  name: string;
  departmentId: string;
  prescribedHours: number | '';
  facultyIds: string[];
}

function CourseForm({ course, onDone }: { course?: Course; onDone: () => void }) {
  const departments = useApi(routes.listDepartments, {});
  const initial: Values = {
    code: course?.code ?? '',
    name: course?.name ?? '',
    departmentId: course?.department.id ?? '',
    prescribedHours: course?.prescribedHours ?? '',
    facultyIds: [],
  };
  const { form, formProps, ...state } = useContractForm({
    schema: CourseInput,
    initial,
    toBody: ({ prescribedHours, ...rest }) => ({
      ...rest,
      prescribedHours: prescribedHours === '' ? null : prescribedHours,
    }),
    onSubmit: async ({ facultyIds, ...body }) => {
      await (course
        ? call(routes.updateCourse, { params: { id: course.id }, body })
        : call(routes.createCourse, { body: { ...body, facultyIds } }));
      await invalidate(routes.listCourses, routes.listSections, routes.listDepartments, routes.overview);
      toast(t('structure.saved', { name: body.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('course.code')} data-autofocus {...form.getInputProps('code')} />
        <TextInput label={t('course.name')} {...form.getInputProps('name')} />
        <NativeSelect
          label={t('course.department')}
          data={[
            { value: '', label: t('form.choose') },
            ...(departments.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` })),
          ]}
          {...form.getInputProps('departmentId')}
        />
        <NumberInput
          label={`${t('course.hours')} (${t('form.optional')})`}
          description={t('course.hoursHint')}
          hideControls
          {...form.getInputProps('prescribedHours')}
        />
        {!course && (
          <FacultyPicker
            label={t('course.faculty')}
            description={t('course.facultyHint')}
            known={[]}
            {...form.getInputProps('facultyIds')}
          />
        )}
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

function courseColumns(onEdit: (course: Course) => void): Column<Course>[] {
  return [
    { key: 'code', header: t('course.code'), value: ({ code }) => code, cell: ({ code }) => code },
    { key: 'name', header: t('course.name'), value: ({ name }) => name, cell: ({ name }) => name },
    {
      key: 'department',
      header: t('course.department'),
      value: ({ department }) => department.code,
      cell: ({ department }) => department.code,
    },
    {
      key: 'hours',
      header: t('course.hours'),
      align: 'end',
      value: ({ prescribedHours }) => prescribedHours,
      cell: ({ prescribedHours }) => prescribedHours ?? '–',
    },
    {
      key: 'sections',
      header: t('course.sections'),
      align: 'end',
      value: ({ sections }) => sections,
      cell: ({ sections }) => sections,
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (course) => (
        <RowMenu label={t('structure.actionsFor', { name: course.name })}>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(course)}>
            {t('action.edit')}
          </Menu.Item>
          <Menu.Item component={Link} to="/admin/structure/sections" leftSection={<Icon name="list" />}>
            {t('course.seeSections', { name: course.code })}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}
