import { Menu, Text } from '@mantine/core';
import type { Registration } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { TextLink } from '../../../ui/link.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { Column } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';

interface RegistrationColumnsProps {
  state: Registration['state'];
  onDecide: (what: 'approve' | 'refuse', item: Registration) => void;
}

/** Columns of the requests: those that wait say whom they resemble, the others what was decided. */
export function registrationColumns({ state, onDecide }: RegistrationColumnsProps): Column<Registration>[] {
  const who: Column<Registration>[] = [
    {
      key: 'name',
      header: t('registrations.name'),
      cell: ({ name, email }) => (
        <>
          {name}
          <Text size="sm" c="dimmed" fw={400} style={{ overflowWrap: 'anywhere' }}>
            {email}
          </Text>
        </>
      ),
    },
  ];
  const usn: Column<Registration> = {
    key: 'usn',
    header: t('registrations.usn'),
    cell: (item) => item.usn ?? t('registrations.noUsn'),
  };
  // A refused person's USN is erased at once.
  if (state === 'refused') return [...who, ...decidedColumns(state)];
  if (state === 'approved') return [...who, usn, ...decidedColumns(state)];
  return [
    ...who,
    usn,
    {
      key: 'asked',
      header: t('registrations.asked'),
      cell: ({ verifiedAt }) => <Time at={verifiedAt} relative />,
    },
    { key: 'resembles', header: t('registrations.resembles'), cell: (item) => <Resembling item={item} /> },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      cell: (item) => (
        <RowMenu label={t('registrations.actionsFor', { name: item.name })}>
          <Menu.Item leftSection={<Icon name="check" />} onClick={() => onDecide('approve', item)}>
            {t('registrations.approve')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="close" />} onClick={() => onDecide('refuse', item)}>
            {t('registrations.refuse')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}

const decidedColumns = (state: Registration['state']): Column<Registration>[] => [
  {
    key: 'decided',
    header: t('registrations.decided'),
    cell: ({ decidedAt, decidedBy }) => (
      <div>
        <Time at={decidedAt} relative />
        {decidedBy && (
          <Text size="sm" c="dimmed">
            {t('registrations.decidedBy', { name: decidedBy.name })}
          </Text>
        )}
      </div>
    ),
  },
  ...(state === 'refused'
    ? [
        { key: 'reason', header: t('registrations.reason'), cell: ({ reason }: Registration) => reason },
        {
          key: 'erased',
          header: t('registrations.erased'),
          cell: ({ erasedAt }: Registration) => <Time at={erasedAt} style="day" />,
        },
      ]
    : []),
];

function Resembling({ item: { resembles } }: { item: Registration }) {
  if (resembles.length === 0) return t('registrations.nothingAlike');
  const lines = resembles.map(({ by, person }) => (
    <div key={person.id}>
      <StatusBadge tone={by === 'usn' ? 'bad' : 'warn'}>
        {t(`registrations.resembles.${by}`, { name: person.name })}
      </StatusBadge>{' '}
      <TextLink to="/admin/people/$id" params={{ id: person.id }} size="sm">
        {person.usn ?? person.email ?? t('people.open')}
      </TextLink>
    </div>
  ));
  return <div>{lines}</div>;
}
