import { Button, Group, Modal, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { type EditedStudent, routes, type StudentEdit, type StudentEditEffect } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Notice, Problem } from '../../ui/states.tsx';
import type { TableSelection } from '../../ui/table/data-table.tsx';

const fields = ['departmentId', 'year', 'semester', 'sectionLabel', 'guardianEmail', 'isUnder18'] as const;
type Field = (typeof fields)[number];

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
  const departments = useApi(routes.listDepartments, {});
  const [field, setField] = useState<Field>('year');
  const [value, setValue] = useState('');
  const [effect, setEffect] = useState<StudentEditEffect | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const invalidates = [routes.listPeople, routes.getPerson];
  const count = useApiMutation(routes.previewStudentEdit, { onSuccess: setEffect });
  const edit = useApiMutation(routes.editStudents, { invalidates });
  const undo = useApiMutation(routes.undoStudentEdit, { invalidates, onSuccess: onClose });
  const set = editOf(field, value);
  const change = (next: { field?: Field; value?: string }) => {
    if (next.field) setField(next.field);
    setValue(next.value ?? '');
    setEffect(null);
  };
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
      <NativeSelect
        label={t('people.editField')}
        value={field}
        data={fields.map((one) => ({ value: one, label: t(`people.editField.${one}`) }))}
        onChange={(event) => change({ field: event.currentTarget.value as Field })}
      />
      <ValueField
        field={field}
        value={value}
        departments={departments.data ?? []}
        onChange={(next) => change({ value: next })}
      />
      {effect && <Effect effect={effect} />}
      <Problem error={count.error ?? edit.error ?? departments.error} />
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

interface ValueFieldProps {
  field: Field;
  value: string;
  departments: readonly { id: string; code: string; name: string }[];
  onChange: (value: string) => void;
}

/** Left empty, the field is cleared. */
function ValueField({ field, value, departments, onChange }: ValueFieldProps) {
  const label = t('people.editValue');
  if (field === 'departmentId')
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[
          { value: '', label: t('personForm.noDepartment') },
          ...departments.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (field === 'isUnder18')
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[
          { value: '', label: t('people.editNo') },
          { value: 'yes', label: t('people.editYes') },
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (field === 'year' || field === 'semester')
    return (
      <NumberInput
        label={label}
        description={t('people.editEmpty')}
        min={1}
        max={field === 'year' ? 10 : 20}
        allowDecimal={false}
        value={value === '' ? '' : Number(value)}
        onChange={(next) => onChange(String(next))}
      />
    );
  return (
    <TextInput
      label={label}
      description={t('people.editEmpty')}
      type={field === 'guardianEmail' ? 'email' : 'text'}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const editOf = (field: Field, value: string): StudentEdit => {
  if (field === 'isUnder18') return { isUnder18: value === 'yes' };
  if (value.trim() === '') return { [field]: null };
  return { [field]: field === 'year' || field === 'semester' ? Number(value) : value.trim() };
};
