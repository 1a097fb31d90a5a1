import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type EditedStudent, routes, type StudentEdit, type StudentEditEffect } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Notice, Problem } from '../../ui/states.tsx';
import type { TableSelection } from '../../ui/table/data-table.tsx';
import { StudentField, useStudentField } from './student-field.tsx';

type Done = { set: StudentEdit; before: EditedStudent[] };

/** Gives everyone selected the same fields: counted first, done at once, and taken back as long as this is open. */
export function EditStudents({ selection }: { selection: TableSelection }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('people.edit')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={<strong>{t('people.editTitle', { count: selection.ids.length })}</strong>}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <EditForm ids={[...selection.ids]} onClose={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function EditForm({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const chosen = useStudentField(() => setEffect(null));
  const [effect, setEffect] = useState<StudentEditEffect | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const invalidates = [routes.listPeople, routes.getPerson];
  const count = useApiMutation(routes.previewStudentEdit, { onSuccess: setEffect });
  const edit = useApiMutation(routes.editStudents, { invalidates });
  const undo = useApiMutation(routes.undoStudentEdit, { invalidates, onSuccess: onClose });
  const { set } = chosen;
  if (done)
    return (
      <Stack>
        <Notice tone="ok">{t('people.editDone', { count: done.before.length })}</Notice>
        <Problem error={undo.error} />
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={undo.isPending}
            onClick={() => undo.mutate({ body: { set: done.set, students: done.before } })}
          >
            {t('people.editUndo')}
          </Button>
          <Button onClick={onClose}>{t('action.close')}</Button>
        </Group>
      </Stack>
    );
  return (
    <Stack>
      <StudentField chosen={chosen} />
      {effect && <Effect effect={effect} />}
      <Problem error={count.error ?? edit.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        {effect && effect.people > 0 ? (
          <Button
            loading={edit.isPending}
            onClick={() =>
              edit.mutate(
                { body: { ids, set, expected: effect.people } },
                { onSuccess: ({ before }) => setDone({ set, before }), onError: () => setEffect(null) },
              )
            }
          >
            {t('people.editApply', { count: effect.people })}
          </Button>
        ) : (
          <Button loading={count.isPending} onClick={() => count.mutate({ body: { ids, set } })}>
            {t('people.editPreview')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Effect({ effect: { people, unchanged, notStudents } }: { effect: StudentEditEffect }) {
  return (
    <div role="status">
      <Text>{t('people.editChanges', { count: people })}</Text>
      {unchanged > 0 && <Text c="dimmed">{t('people.editUnchanged', { count: unchanged })}</Text>}
      {notStudents > 0 && <Text c="dimmed">{t('people.editNotStudents', { count: notStudents })}</Text>}
    </div>
  );
}
