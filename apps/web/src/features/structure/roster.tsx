import { Button, Group, Text } from '@mantine/core';
import { type Enrolment, routes, type Section } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatDay } from '../../ui/format-time.ts';
import { TextLink } from '../../ui/link.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { DropStudent } from './drop-student.tsx';

type Student = Enrolment['student'];

/** Students of a section, dropped ones included. */
export function Roster({ section, enrol }: { section: Section; enrol: ReactNode }) {
  const roster = useApi(routes.getRoster, { params: { id: section.id } });
  const [leaving, setLeaving] = useState<Student | null>(null);
  const cancel = useApiMutation(routes.cancelPlannedEnrolment, { invalidates: [routes.getRoster] });
  const cancelPlan = (student: Student) =>
    cancel.mutate(
      { params: { id: section.id, studentId: student.id } },
      { onSuccess: () => toast(t('roster.planCancelled', { name: student.name })) },
    );
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
            columns={rosterColumns({ onDrop: setLeaving, onCancel: cancelPlan })}
            searchHint={t('roster.searchHint')}
            empty={
              <Empty icon="people" title={t('roster.empty')} actions={enrol}>
                {t('roster.emptyBody')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <Problem error={cancel.error} />
      <DropStudent sectionId={section.id} student={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}

interface RosterActions {
  onDrop: (student: Student) => void;
  onCancel: (student: Student) => void;
}

const plannedWords = ({ planned }: Enrolment): string =>
  planned === null
    ? ''
    : t(planned.kind === 'drop' ? 'roster.leavesOn' : 'roster.joinsOn', { day: formatDay(planned.day) });

function rosterColumns({ onDrop, onCancel }: RosterActions): Column<Enrolment>[] {
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
      value: (row) => [t(`roster.${row.status}`), plannedWords(row)].filter(Boolean).join(', '),
      cell: (row) => (
        <Group gap="xs">
          <StatusBadge tone={row.status === 'active' ? 'ok' : 'neutral'}>{t(`roster.${row.status}`)}</StatusBadge>
          {row.planned && <Text size="sm">{plannedWords(row)}</Text>}
        </Group>
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
      cell: ({ student, status, planned }) =>
        planned !== null ? (
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('roster.cancelPlanName', { name: student.name })}
            onClick={() => onCancel(student)}
          >
            {t('roster.cancelPlan')}
          </Button>
        ) : (
          status === 'active' && (
            <Button
              variant="subtle"
              color="gray"
              aria-label={t('roster.dropName', { name: student.name })}
              onClick={() => onDrop(student)}
            >
              {t('roster.drop')}
            </Button>
          )
        ),
    },
  ];
}

/** When the present status began. */
const sinceOf = ({ droppedAt, enrolledAt }: Enrolment): number => droppedAt ?? enrolledAt;
