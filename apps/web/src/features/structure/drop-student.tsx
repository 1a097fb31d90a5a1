import { TextInput } from '@mantine/core';
import { type Enrolment, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { toast } from '../../ui/toast.ts';
import { useToday } from './use-today.ts';

interface DropProps {
  sectionId: string;
  /** null: the dialog is shut. */
  student: Enrolment['student'] | null;
  onClose: () => void;
}

/** Asks from which day a student is no longer in the section, and says what that does. */
export function DropStudent({ sectionId, student, onClose }: DropProps) {
  const today = useToday();
  const [chosen, setChosen] = useState<string | null>(null);
  const from = chosen || today;
  const name = student?.name ?? '';
  const day = formatDay(from);
  const drop = useApiMutation(routes.dropStudent, {
    invalidates: [routes.getRoster, routes.getSection, routes.listSections],
  });
  const close = () => {
    setChosen(null);
    onClose();
  };
  return (
    <ConfirmDialog
      opened={student !== null}
      onClose={close}
      title={t('roster.dropTitle', { name })}
      consequences={[
        from > today
          ? t('roster.dropToCome', { name, day })
          : from < today
            ? t('roster.dropPast', { name, day })
            : t('roster.dropOne', { name }),
        t('roster.dropMarks'),
        t('roster.dropBack', { name }),
      ]}
      confirm={t('roster.drop')}
      danger
      onConfirm={async () => {
        if (!student) return;
        await drop.mutateAsync({ params: { id: sectionId, studentId: student.id }, body: { from } });
        toast(from > today ? t('roster.dropPlanned', { name, day }) : t('roster.dropped1', { name }));
      }}
    >
      <TextInput
        type="date"
        label={t('roster.dropFrom', { name })}
        value={from}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
