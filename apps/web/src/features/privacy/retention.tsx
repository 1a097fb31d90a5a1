import { Button, Stack, Text } from '@mantine/core';
import { type RetentionRow, retentionRules, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { ChangeRetention, type RowSetHere } from './change-retention.tsx';

/** How long everything about people is kept, why, and what is due now. */
export function RetentionPage() {
  const retention = useApi(routes.listRetention, {});
  const [changing, setChanging] = useState<RowSetHere | null>(null);
  return (
    <Page
      title={t('retention.title')}
      description={t('retention.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Loaded query={retention} skeleton={<TableSkeleton />}>
        {({ rules }) => (
          <LocalTable
            name="retention"
            caption={t('retention.caption')}
            columns={columnsOf(setChanging)}
            rows={rules}
            rowKey={({ code }) => code}
            rowName={({ code }) => t(`retention.rule.${code}`)}
            initial={{ sort: 'due', order: 'desc', pageSize: 50 }}
            empty={<Empty icon="checkCircle" title={t('retention.nothingDue')} />}
          />
        )}
      </Loaded>
      {changing && <ChangeRetention key={changing.code} row={changing} onClose={() => setChanging(null)} />}
    </Page>
  );
}

const isSetHere = (row: RetentionRow): row is RowSetHere => retentionRules[row.code].set === 'here';

const keptWords = ({ code, days }: RetentionRow): string => {
  if (days !== null) return t('retention.days', { count: days });
  return code === 'room-pictures' ? t('retention.notKept') : t('retention.forever');
};

const columnsOf = (onChange: (row: RowSetHere) => void): Column<RetentionRow>[] => [
  {
    key: 'what',
    header: t('retention.what'),
    value: ({ code }) => t(`retention.rule.${code}`),
    cell: ({ code }) => (
      <Stack gap={2}>
        <Text component="span" fw={600}>
          {t(`retention.rule.${code}`)}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {t(`retention.why.${code}`)}
        </Text>
      </Stack>
    ),
  },
  { key: 'kept', header: t('retention.kept'), value: keptWords, cell: keptWords },
  {
    key: 'does',
    header: t('retention.does'),
    value: ({ code }) => t(`retention.${retentionRules[code].does}`),
    cell: ({ code }) => t(`retention.${retentionRules[code].does}`),
  },
  { key: 'due', header: t('retention.due'), value: ({ due, held }) => due + held, cell: (row) => <Due row={row} /> },
  {
    key: 'last',
    header: t('retention.last'),
    value: ({ lastRunAt }) => lastRunAt ?? 0,
    cell: ({ lastRunAt }) => (lastRunAt === null ? t('retention.neverRun') : <Time at={lastRunAt} />),
  },
  {
    key: 'change',
    header: t('retention.change'),
    hideHeader: true,
    plain: true,
    cell: (row) =>
      isSetHere(row) && (
        <Button
          variant="default"
          aria-label={t('retention.changeOf', { name: t(`retention.rule.${row.code}`) })}
          onClick={() => onChange(row)}
        >
          {t('retention.change')}
        </Button>
      ),
  },
];

function Due({ row: { due, held } }: { row: RetentionRow }) {
  return (
    <Stack gap={2} align="flex-start">
      {due > 0 ? (
        <StatusBadge tone="warn">{t('retention.dueCount', { count: due })}</StatusBadge>
      ) : (
        <span>{t('retention.nothingDue')}</span>
      )}
      {held > 0 && (
        <Text component="span" size="sm" c="dimmed">
          {t('retention.held', { count: held })}
        </Text>
      )}
    </Stack>
  );
}
