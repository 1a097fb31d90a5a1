import { Button } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import type { Overview } from './overview-data.ts';
import { reasonWords } from './words-of-security.ts';

type AtRisk = Overview['people'][number];
type Slowed = Overview['slowed'][number];

const why = ({ because }: AtRisk): string => because.map(reasonWords).join('; ');

function personColumn<T extends { person: { id: string; name: string } }>(): Column<T> {
  return {
    key: 'person',
    header: t('security.person'),
    cell: ({ person }) => (
      <TextLink to="/admin/people/$id" params={{ id: person.id }}>
        {person.name}
      </TextLink>
    ),
    value: ({ person }) => person.name,
  };
}

const riskColumns: Column<AtRisk>[] = [
  personColumn(),
  {
    key: 'risk',
    header: t('security.risk'),
    align: 'end',
    cell: ({ points }) => points,
    value: ({ points }) => points,
  },
  { key: 'why', header: t('security.why'), cell: why, value: why },
  {
    key: 'last',
    header: t('security.last'),
    cell: ({ lastAt }) => <Time at={lastAt} />,
    value: ({ lastAt }) => lastAt,
  },
];

/** Who has the highest risk, and why. */
export function PeopleAtRisk({ people }: { people: Overview['people'] }) {
  return (
    <LocalTable
      name="risk"
      caption={t('security.peopleCaption')}
      columns={riskColumns}
      rows={people}
      initial={{ sort: 'risk', order: 'desc' }}
      rowKey={({ person }) => person.id}
      rowName={({ person }) => person.name}
      empty={
        <Empty icon="checkCircle" title={t('security.peopleNone')}>
          {t('security.peopleNoneBody')}
        </Empty>
      }
    />
  );
}

/** Accounts at which sign-ins have to wait, and a way to let their owners in. */
export function SlowedAccounts({ slowed }: { slowed: Overview['slowed'] }) {
  const unlock = useApiMutation(routes.unlockPerson, { invalidates: [routes.securityOverview] });
  const columns: Column<Slowed>[] = [
    personColumn(),
    {
      key: 'until',
      header: t('security.until'),
      cell: ({ until }) => <Time at={until} style="full" />,
      value: ({ until }) => until,
    },
    {
      key: 'unlock',
      header: t('security.unlockShort'),
      cell: ({ person }) => (
        <Button
          variant="default"
          aria-label={t('security.unlock', { name: person.name })}
          onClick={() =>
            unlock.mutate(
              { params: { id: person.id } },
              { onSuccess: () => toast(t('security.unlocked', { name: person.name })) },
            )
          }
        >
          {t('security.unlockShort')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Problem error={unlock.error} />
      <LocalTable
        name="slowed"
        caption={t('security.slowedCaption')}
        columns={columns}
        rows={slowed}
        canExport={false}
        initial={{ sort: 'until', order: 'desc' }}
        rowKey={({ person }) => person.id}
        rowName={({ person }) => person.name}
        empty={
          <Empty icon="checkCircle" title={t('security.slowedNone')}>
            {t('security.slowedNoneBody')}
          </Empty>
        }
      />
    </>
  );
}
