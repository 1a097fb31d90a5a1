import { Button } from '@mantine/core';
import { type Enrolment, routes, type Section } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';

type Student = Enrolment['student'];

/** Students of a section, dropped ones included. */
export function Roster({ section, enrol }: { section: Section; enrol: ReactNode }) {
  const roster = useApi(routes.getRoster, { params: { id: section.id } });
  const [leaving, setLeaving] = useState<Student | null>(null);
  const name = leaving?.name ?? '';
  const drop = useApiMutation(routes.dropStudent, {
    invalidates: [routes.getRoster, routes.getSection, routes.listSections],
  });
  return (
    <>
      <Loaded query={roster} skeleton={<TableSkeleton />}>
        {(rows) => (
          <LocalTable
            name="roster"
            caption={t('roster.caption')}
            rows={rows}
            rowKey={({ student }) => student.id}
            rowName={({ student }) => student.name}
            initial={{ sort: 'usn' }}
            columns={rosterColumns(setLeaving)}
            searchHint={t('roster.searchHint')}
            empty={
              <Empty icon="people" title={t('roster.empty')} actions={enrol}>
                {t('roster.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('roster.dropTitle', { name })}
        consequences={[t('roster.dropOne', { name }), t('roster.dropMarks'), t('roster.dropBack', { name })]}
        confirm={t('roster.drop')}
        danger
        onConfirm={async () => {
          if (!leaving) return;
          await drop.mutateAsync({ params: { id: section.id, studentId: leaving.id } });
          toast(t('roster.dropped1', { name }));
        }}
      />
    </>
  );
}

function rosterColumns(onDrop: (student: Student) => void): Column<Enrolment>[] {
  return [
    {
      key: 'name',
      header: t('roster.student'),
      value: ({ student }) => student.name,
      cell: ({ student }) => (
        <TextLink to="/admin/people/$id" params={{ id: student.id }}>
          {student.name}
        </TextLink>
      ),
    },
    { key: 'usn', header: t('roster.usn'), value: ({ student }) => student.usn, cell: ({ student }) => student.usn },
    {
      key: 'status',
      header: t('roster.status'),
      value: ({ status }) => t(`roster.${status}`),
      cell: ({ status }) => (
        <StatusBadge tone={status === 'active' ? 'ok' : 'neutral'}>{t(`roster.${status}`)}</StatusBadge>
      ),
    },
    {
      key: 'since',
      header: t('roster.since'),
      value: (row) => new Date(sinceOf(row)).toISOString(),
      cell: (row) => <Time at={sinceOf(row)} style="day" />,
    },
    {
      key: 'actions',
      header: t('action.more'),
      hideHeader: true,
      corner: true,
      align: 'end',
      cell: ({ student, status }) =>
        status === 'active' && (
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('roster.dropName', { name: student.name })}
            onClick={() => onDrop(student)}
          >
            {t('roster.drop')}
          </Button>
        ),
    },
  ];
}

/** When the present status began. */
const sinceOf = ({ droppedAt, enrolledAt }: Enrolment): number => droppedAt ?? enrolledAt;
