import { Button, Paper, Skeleton, Stack, Title } from '@mantine/core';
import { type Person, routes } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { PersonIdentities } from '../accounts/single-sign-on/person-identities.tsx';
import { DataOf } from '../privacy/copy-of-data.tsx';
import { ErasePerson } from '../privacy/erase-person.tsx';
import { ChangeRole } from './change-role.tsx';
import { InvitationDialog } from './invitation-dialog.tsx';
import { PersonBiometrics } from './person-biometrics.tsx';
import { PersonDrawer } from './person-drawer.tsx';
import { PersonSecondFactor } from './person-second-factor.tsx';
import { PersonSignIn } from './person-sign-in.tsx';
import { PersonStatus } from './person-status.tsx';

type Dialog = 'edit' | 'invite' | 'able' | 'role';

/** One person: account, profile, face, and what can be done with them. */
export function PersonPage() {
  const { id } = useParams({ from: '/app/admin/people/$id' });
  const person = useApi(routes.getPerson, { params: { id } });
  const departments = useApi(routes.listDepartments, {});
  const [open, setOpen] = useState<Dialog | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={person.data?.name ?? t('people.title')}
      width="narrow"
      back={<BackLink to="/admin/people">{t('person.back')}</BackLink>}
      actions={person.data && <Actions person={person.data} onOpen={setOpen} />}
    >
      <Loaded query={person} skeleton={<PersonSkeleton />}>
        {(loaded) => (
          <>
            <Section title={t('person.profile')}>
              <Facts
                facts={factsOf(loaded, departments.data?.find(({ id }) => id === loaded.profile?.departmentId)?.name)}
              />
            </Section>
            {loaded.role !== 'kiosk' && (
              <Section title={t('personSignIn.title')}>
                <PersonSignIn person={loaded} />
              </Section>
            )}
            {loaded.role === 'student' && (
              <Section title={t('person.biometrics')}>
                <PersonBiometrics person={loaded} />
              </Section>
            )}
            {loaded.role === 'student' && (
              <Section title={t('staff.studentRecord')}>
                <ButtonLink
                  to="/reports"
                  search={{ report: 'student', studentId: loaded.id }}
                  variant="default"
                  leftSection={<Icon name="download" />}
                >
                  {t('staff.report')}
                </ButtonLink>
              </Section>
            )}
            {loaded.role !== 'kiosk' && (
              <Section title={t('linked.title')}>
                <PersonIdentities person={loaded} />
              </Section>
            )}
            {loaded.role !== 'kiosk' && (
              <Section title={t('personFactor.title')}>
                <PersonSecondFactor person={loaded} />
              </Section>
            )}
            {loaded.role !== 'kiosk' && (
              <Section title={t('ownData.titleOf')}>
                <DataOf person={loaded} />
              </Section>
            )}
            {loaded.role !== 'kiosk' && (
              <Section title={t('privacy.erase')}>
                <ErasePerson person={loaded} />
              </Section>
            )}
            <PersonDrawer
              opened={open === 'edit'}
              person={loaded}
              departments={departments.data ?? []}
              onClose={close}
              onAdded={close}
            />
            <InvitationDialog person={open === 'invite' ? loaded : null} onClose={close} />
            <ChangeRole key={loaded.role} person={loaded} opened={open === 'role'} onClose={close} />
            <AbleDialog person={loaded} opened={open === 'able'} onClose={close} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ person, onOpen }: { person: Person; onOpen: (what: Dialog) => void }) {
  return (
    <>
      <Button leftSection={<Icon name="edit" />} onClick={() => onOpen('edit')}>
        {t('action.edit')}
      </Button>
      {person.email && !person.isDisabled && (
        <Button variant="default" leftSection={<Icon name="link" />} onClick={() => onOpen('invite')}>
          {t('people.invite')}
        </Button>
      )}
      {person.role !== 'kiosk' && (
        <Button variant="default" onClick={() => onOpen('role')}>
          {t('changeRole.action')}
        </Button>
      )}
      <Button variant="default" onClick={() => onOpen('able')}>
        {t(person.isDisabled ? 'people.enable' : 'people.disable')}
      </Button>
    </>
  );
}

function AbleDialog({ person, opened, onClose }: { person: Person; opened: boolean; onClose: () => void }) {
  const change = useApiMutation(routes.updatePerson, {
    invalidates: [routes.getPerson, routes.listPeople, routes.overview],
  });
  const { id, name, isDisabled } = person;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(isDisabled ? 'person.enableTitle' : 'person.disableTitle', { name })}
      consequences={
        isDisabled ? [t('people.enableConsequence')] : [t('people.disableConsequence'), t('people.disableKeeps')]
      }
      confirm={t(isDisabled ? 'people.enable' : 'people.disable')}
      danger={!isDisabled}
      onConfirm={() => change.mutateAsync({ params: { id }, body: { isDisabled: !isDisabled } })}
    />
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section">
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function factsOf(person: Person, department: string | undefined): (readonly [string, ReactNode])[] {
  const { profile } = person;
  const studentFacts = profile && [
    [t('personForm.usn'), profile.usn ?? '–'] as const,
    [t('personForm.department'), department ?? '–'] as const,
    [t('personForm.year'), profile.year ?? '–'] as const,
    [t('personForm.semester'), profile.semester ?? '–'] as const,
    [t('personForm.section'), profile.sectionLabel ?? '–'] as const,
    [t('personForm.guardian'), profile.guardianEmail ?? '–'] as const,
  ];
  return [
    [t('person.status'), <PersonStatus key="status" person={person} />],
    [t('personForm.email'), person.email ?? '–'],
    [t('personForm.role'), t(`role.${person.role}`)],
    ...(studentFacts ?? []),
    [t('person.lastSignIn'), <Time key="last" at={person.lastSignInAt} relative />],
    [t('person.added'), <Time key="added" at={person.createdAt} style="day" />],
  ];
}

function PersonSkeleton() {
  return (
    <Paper>
      <Stack>
        {[70, 55, 60, 40, 50].map((width) => (
          <Skeleton key={width} height={24} width={`${width}%`} />
        ))}
      </Stack>
    </Paper>
  );
}
