import { Menu, Text } from '@mantine/core';
import type { Department, Person } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/link.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { PersonStatus, statusOf } from './person-status.tsx';

interface PeopleColumnsProps {
  departments: readonly Department[];
  onEdit: (person: Person) => void;
  onInvite: (person: Person) => void;
}

/** Columns of the people list. Those that sort carry the names the server sorts by. */
export function peopleColumns({ departments, onEdit, onInvite }: PeopleColumnsProps): Column<Person>[] {
  const codes = new Map(departments.map(({ id, code }) => [id, code]));
  const departmentOf = (person: Person) => codes.get(person.profile?.departmentId ?? '') ?? null;
  return [
    {
      key: 'name',
      header: t('people.columnName'),
      value: (person) => person.name,
      cell: (person) => (
        <>
          <TextLink to="/admin/people/$id" params={{ id: person.id }}>
            {person.name}
          </TextLink>
          {person.email && (
            <Text size="sm" c="dimmed" fw={400}>
              {person.email}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'usn',
      header: t('people.columnUsn'),
      value: (person) => person.profile?.usn ?? null,
      cell: (person) => person.profile?.usn,
    },
    {
      key: 'email',
      header: t('people.columnEmail'),
      exportOnly: true,
      value: (person) => person.email,
      cell: (person) => person.email,
    },
    {
      key: 'role',
      header: t('people.columnRole'),
      sortable: false,
      value: (person) => person.role,
      cell: (person) => t(`role.${person.role}`),
    },
    {
      key: 'department',
      header: t('people.columnDepartment'),
      sortable: false,
      value: departmentOf,
      cell: departmentOf,
    },
    {
      key: 'status',
      header: t('people.columnStatus'),
      sortable: false,
      value: (person) => statusOf(person).words,
      cell: (person) => <PersonStatus person={person} />,
    },
    {
      key: 'secondFactor',
      header: t('people.columnFactor'),
      sortable: false,
      value: (person) => t(person.hasSecondFactor ? 'people.factorYes' : 'people.factorNo'),
      cell: (person) => t(person.hasSecondFactor ? 'people.factorYes' : 'people.factorNo'),
    },
    {
      key: 'lastSignInAt',
      header: t('people.columnLastSignIn'),
      value: (person) => (person.lastSignInAt === null ? null : new Date(person.lastSignInAt).toISOString()),
      cell: (person) => <Time at={person.lastSignInAt} style="day" relative />,
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (person) => <RowActions person={person} onEdit={onEdit} onInvite={onInvite} />,
    },
  ];
}

function RowActions({
  person,
  onEdit,
  onInvite,
}: Pick<PeopleColumnsProps, 'onEdit' | 'onInvite'> & { person: Person }) {
  return (
    <RowMenu label={t('people.actionsFor', { name: person.name })}>
      <Menu.Item component={Link} to={`/admin/people/${person.id}`} leftSection={<Icon name="person" />}>
        {t('people.open')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onEdit(person)}>
        {t('action.edit')}
      </Menu.Item>
      {person.email && !person.isDisabled && (
        <Menu.Item leftSection={<Icon name="link" />} onClick={() => onInvite(person)}>
          {t('people.invite')}
        </Menu.Item>
      )}
    </RowMenu>
  );
}
