import { Button, Text } from '@mantine/core';
import { type LookAlike, routes } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Problem } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';

const studentColumn = (at: 0 | 1, header: string): Column<LookAlike> => ({
  key: `student${at}`,
  header,
  cell: ({ students }) => (
    <TextLink to="/admin/people/$id" params={{ id: students[at].id }}>
      {students[at].name}
    </TextLink>
  ),
  value: ({ students }) => students[at].name,
});

const columns: Column<LookAlike>[] = [
  studentColumn(0, t('accuracy.lookAlikesFirst')),
  studentColumn(1, t('accuracy.lookAlikesOther')),
  {
    key: 'band',
    header: t('accuracy.band'),
    align: 'end',
    cell: ({ from, to }) => t('accuracy.bandValue', { from: from.toFixed(2), to: to.toFixed(2) }),
    value: ({ from }) => from,
  },
];

/** Shown only when asked for: it says something about two people that neither has said. */
export function LookAlikes({ count }: { count: number }) {
  const open = useApiMutation(routes.openLookAlikes);
  if (count === 0) return <Text c="dimmed">{t('accuracy.lookAlikesNone')}</Text>;
  const found = open.data;
  return (
    <>
      <Text>{t('accuracy.lookAlikesBody', { count })}</Text>
      <Problem error={open.error} />
      {!found && (
        <div>
          <Button variant="default" loading={open.isPending} onClick={() => open.mutate({ body: {} })}>
            {t('accuracy.openLookAlikes')}
          </Button>
          <Text size="sm" c="dimmed" mt={4}>
            {t('accuracy.openLookAlikesNote')}
          </Text>
        </div>
      )}
      {found && found.total > found.items.length && (
        <Text c="dimmed">{t('accuracy.lookAlikesMost', { shown: found.items.length, total: found.total })}</Text>
      )}
      {found && (
        <LocalTable
          name="look-alikes"
          caption={t('accuracy.lookAlikesCaption')}
          columns={columns}
          rows={found.items}
          initial={{ sort: 'band', order: 'asc' }}
          canExport={false}
          rowKey={({ students }) => students.map(({ id }) => id).join(' ')}
          rowName={({ students }) => students.map(({ name }) => name).join(', ')}
          empty={<Text c="dimmed">{t('accuracy.lookAlikesNone')}</Text>}
        />
      )}
    </>
  );
}
