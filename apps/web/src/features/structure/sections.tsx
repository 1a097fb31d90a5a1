import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { routes, type Section } from '@smart-presence/contract';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { TextLink } from '../../ui/link.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Empty, Failure, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { EditSections } from './edit-sections.tsx';
import { AddButton, CancelButton, EntityPart } from './entity-part.tsx';
import { FacultyPicker } from './faculty-picker.tsx';
import { useOpen } from './use-open.ts';

/** Sections: a course in a term for one group, with those who teach it. */
export function Sections() {
  const terms = useApi(routes.listTerms, {});
  const { term: asked } = useSearch({ from: '/app/admin/structure/$part' });
  const current = terms.data?.find(({ isCurrent }) => isCurrent)?.id ?? '';
  const [chosen, setTerm] = useState<string | null>(asked ?? null);
  const termId = chosen ?? current;
  // An archived term is in no picker, unless one came from it.
  const isElsewhere = terms.data?.every(({ id }) => id !== asked) === true;
  const archived = useApi(routes.listArchivedTerms, {}, { enabled: asked !== undefined && isElsewhere });
  const offered = [...(terms.data ?? []), ...(archived.data ?? []).filter(({ id }) => id === asked)];
  const sections = useApi(
    routes.listSections,
    { query: termId ? { termId } : {} },
    { enabled: terms.data !== undefined, keepPrevious: true },
  );
  const side = useOpen<never>();
  const add = <AddButton onClick={side.add}>{t('section.add')}</AddButton>;
  return (
    <EntityPart add={add}>
      {terms.error ? (
        <Failure error={terms.error} retry={terms.refetch} />
      ) : (
        <Loaded query={sections} skeleton={<TableSkeleton />}>
          {(rows) => (
            <LocalTable
              name="sections"
              caption={t('section.caption')}
              rows={rows}
              rowKey={({ id }) => id}
              rowName={nameOf}
              columns={columns}
              searchHint={`${t('section.course')}, ${t('section.faculty')}`}
              bulk={({ ids, clear }) => (
                <>
                  <EditSections label={t('section.editSome', { count: ids.length })} termId={termId} ids={ids} />
                  <Button variant="subtle" onClick={clear}>
                    {t('table.clearSelection')}
                  </Button>
                </>
              )}
              bulkAll={(all) => (
                <EditSections label={t('section.editAll', { count: all.length })} termId={termId} ids={all} />
              )}
              isFiltered={chosen !== null && chosen !== current}
              onClearFilters={() => setTerm(null)}
              filters={
                <NativeSelect
                  aria-label={t('section.term')}
                  data={[
                    { value: '', label: t('section.anyTerm') },
                    ...offered.map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                  value={termId}
                  onChange={(event) => setTerm(event.currentTarget.value)}
                />
              }
              empty={
                <Empty icon="book" title={t('section.empty')} actions={add}>
                  {t('section.emptyBody')}
                </Empty>
              }
            />
          )}
        </Loaded>
      )}
      <SidePanel opened={side.open !== null} onClose={side.close} title={t('section.add')}>
        <NewSectionForm termId={current} onDone={side.close} />
      </SidePanel>
    </EntityPart>
  );
}

interface Values extends Record<string, unknown> {
  courseId: string;
  termId: string;
  name: string;
  facultyIds: string[];
}

function NewSectionForm({ termId, onDone }: { termId: string; onDone: () => void }) {
  const courses = useApi(routes.listCourses, {});
  const terms = useApi(routes.listTerms, {});
  const initial: Values = { courseId: '', termId, name: '', facultyIds: [] };
  const { form, formProps, ...state } = useContractForm({
    schema: routes.createSection.body,
    initial,
    onSubmit: async (body) => {
      await call(routes.createSection, { body });
      await invalidate(routes.listSections, routes.listCourses, routes.overview);
      toast(t('structure.saved', { name: body.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <NativeSelect
          label={t('section.course')}
          data={[
            { value: '', label: t('form.choose') },
            ...(courses.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` })),
          ]}
          {...form.getInputProps('courseId')}
        />
        <NativeSelect
          label={t('section.term')}
          data={[
            { value: '', label: t('form.choose') },
            ...(terms.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps('termId')}
        />
        <TextInput label={t('section.name')} description={t('section.nameHint')} {...form.getInputProps('name')} />
        <FacultyPicker
          label={t('section.faculty')}
          description={t('section.facultyHint')}
          known={[]}
          {...form.getInputProps('facultyIds')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}

const nameOf = ({ course, name }: Section) => `${course.code} ${course.name}, ${name}`;
const facultyOf = ({ faculty }: Section) => faculty.map(({ name }) => name).join(', ');

const columns: Column<Section>[] = [
  {
    key: 'course',
    header: t('section.course'),
    value: ({ course }) => `${course.code} ${course.name}`,
    cell: ({ id, course }) => (
      <TextLink to="/admin/sections/$id" params={{ id }}>
        {course.code} {course.name}
      </TextLink>
    ),
  },
  { key: 'name', header: t('section.name'), value: ({ name }) => name, cell: ({ name }) => name },
  { key: 'term', header: t('section.term'), value: ({ term }) => term.name, cell: ({ term }) => term.name },
  {
    key: 'faculty',
    header: t('section.faculty'),
    value: facultyOf,
    cell: (section) => facultyOf(section) || t('section.noFaculty'),
  },
  {
    key: 'students',
    header: t('section.students'),
    align: 'end',
    value: ({ students }) => students,
    cell: ({ students }) => students,
  },
];
