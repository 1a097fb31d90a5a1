import { Button, Paper, Skeleton, Stack, TextInput, Title } from '@mantine/core';
import { routes, type Section } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { Batches } from './batches.tsx';
import { EnrolStudents } from './enrol-students.tsx';
import { CancelButton } from './entity-part.tsx';
import { FacultyPicker } from './faculty-picker.tsx';
import { Roster } from './roster.tsx';

/** One section: who teaches it, and its roster. */
export function SectionPage() {
  const { id } = useParams({ from: '/app/admin/sections/$id' });
  const section = useApi(routes.getSection, { params: { id } });
  const [open, setOpen] = useState<'edit' | 'enrol' | 'batches' | null>(null);
  const close = () => setOpen(null);
  const enrol = (
    <Button leftSection={<Icon name="plus" />} onClick={() => setOpen('enrol')}>
      {t('roster.enrol')}
    </Button>
  );
  return (
    <Page
      title={section.data ? titleOf(section.data) : t('structure.sections')}
      back={
        <BackLink to="/admin/structure/$part" params={{ part: 'sections' }}>
          {t('section.back')}
        </BackLink>
      }
      actions={
        section.data && (
          <>
            {enrol}
            <ButtonLink
              to="/sections/$id/register"
              params={{ id }}
              variant="default"
              leftSection={<Icon name="list" />}
            >
              {t('register.title')}
            </ButtonLink>
            <ButtonLink
              to="/sections/$id/timetable"
              params={{ id }}
              variant="default"
              leftSection={<Icon name="calendar" />}
            >
              {t('timetable.title')}
            </ButtonLink>
            <Button variant="default" leftSection={<Icon name="edit" />} onClick={() => setOpen('edit')}>
              {t('section.edit')}
            </Button>
            <Button variant="default" leftSection={<Icon name="people" />} onClick={() => setOpen('batches')}>
              {t('batches.link')}
            </Button>
          </>
        )
      }
    >
      <Loaded query={section} skeleton={<Skeleton height={200} />}>
        {(loaded) => (
          <>
            <Paper component="section">
              <Facts
                facts={[
                  [t('section.faculty'), loaded.faculty.map(({ name }) => name).join(', ') || t('section.noFaculty')],
                  [t('section.term'), loaded.term.name],
                  [t('section.department'), loaded.department.code],
                  [t('section.place'), loaded.place?.name ?? t('department.noPlace')],
                ]}
              />
            </Paper>
            <Title order={2}>{t('roster.title')}</Title>
            <Roster section={loaded} enrol={enrol} />
            <SidePanel opened={open === 'edit'} onClose={close} title={t('section.edit')}>
              <SectionForm section={loaded} onDone={close} />
            </SidePanel>
            <SidePanel opened={open === 'batches'} onClose={close} title={t('batches.title')}>
              <Batches section={loaded} onDone={close} />
            </SidePanel>
            <SidePanel opened={open === 'enrol'} onClose={close} title={t('enrol.title')}>
              <EnrolStudents section={loaded} onDone={close} />
            </SidePanel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const titleOf = ({ course, name }: Section) =>
  t('section.title', { code: course.code, course: course.name, section: name });

function SectionForm({ section, onDone }: { section: Section; onDone: () => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.updateSection.body,
    initial: { name: section.name, facultyIds: section.faculty.map(({ id }) => id) },
    onSubmit: async (body) => {
      await call(routes.updateSection, { params: { id: section.id }, body });
      await invalidate(routes.getSection, routes.listSections, routes.overview);
      toast(t('structure.saved', { name: body.name ?? section.name }));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput
          label={t('section.name')}
          description={t('section.nameHint')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <FacultyPicker
          label={t('section.faculty')}
          description={t('section.facultyHint')}
          known={section.faculty}
          {...form.getInputProps('facultyIds')}
        />
        <FormEnd state={state} submit={t('action.save')}>
          <CancelButton onClick={onDone} />
        </FormEnd>
      </Stack>
    </form>
  );
}
