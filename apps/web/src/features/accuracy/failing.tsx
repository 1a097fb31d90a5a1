import { Button, Text } from '@mantine/core';
import { type FailingTemplate, routes } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import type { Column, TableSelection } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';

const columns: Column<FailingTemplate>[] = [
  {
    key: 'student',
    header: t('accuracy.student'),
    cell: ({ student }) => (
      <TextLink to="/admin/people/$id" params={{ id: student.id }}>
        {student.name}
      </TextLink>
    ),
    value: ({ student }) => student.name,
  },
  {
    key: 'usn',
    header: t('accuracy.usn'),
    cell: ({ student }) => student.usn,
    value: ({ student }) => student.usn ?? '',
  },
  {
    key: 'checkIns',
    header: t('accuracy.checkIns'),
    align: 'end',
    cell: ({ checkIns }) => checkIns,
    value: ({ checkIns }) => checkIns,
  },
  {
    key: 'unsure',
    header: t('accuracy.unsure'),
    align: 'end',
    cell: ({ unsure }) => unsure,
    value: ({ unsure }) => unsure,
  },
  {
    key: 'median',
    header: t('accuracy.median'),
    align: 'end',
    cell: ({ median }) => median.toFixed(2),
    value: ({ median }) => median,
  },
  {
    key: 'asked',
    header: t('accuracy.asked'),
    cell: ({ askedAt }) => (askedAt === null ? t('accuracy.neverAsked') : <Time at={askedAt} />),
    value: ({ askedAt }) => askedAt ?? 0,
  },
];

/** Whose template fails them, and a word to them. */
export function Failing({ failing }: { failing: readonly FailingTemplate[] }) {
  const ask = useApiMutation(routes.askToEnrolAgain, { invalidates: [routes.accuracy] });
  const onAsk = ({ ids, clear }: TableSelection) =>
    ask.mutate(
      { body: { studentIds: [...ids] } },
      {
        onSuccess: ({ told }) => {
          clear();
          toast(told === 0 ? t('accuracy.toldNobody') : t('accuracy.told', { count: told }));
        },
      },
    );
  return (
    <>
      <Problem error={ask.error} />
      {failing.length > 0 && <Text c="dimmed">{t('accuracy.failingBody')}</Text>}
      <LocalTable
        name="failing-templates"
        caption={t('accuracy.failingCaption')}
        columns={columns}
        rows={failing}
        initial={{ sort: 'unsure', order: 'desc' }}
        canExport={false}
        rowKey={({ student }) => student.id}
        rowName={({ student }) => student.name}
        bulk={(selection) => (
          <Button loading={ask.isPending} onClick={() => onAsk(selection)}>
            {t('accuracy.ask')}
          </Button>
        )}
        empty={
          <Empty icon="checkCircle" title={t('accuracy.noFailing')}>
            {t('accuracy.noFailingBody')}
          </Empty>
        }
      />
    </>
  );
}
