import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { routes, type StudentEdit } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';

const fields = ['departmentId', 'year', 'semester', 'sectionLabel', 'guardianEmail', 'isUnder18'] as const;
type Field = (typeof fields)[number];

export interface ChosenField {
  field: Field;
  value: string;
  /** What students are given by it. */
  set: StudentEdit;
  change: (next: { field?: Field; value?: string }) => void;
}

/** Which field students are given, and what. @param onChange hears that something else is chosen. */
export function useStudentField(onChange: () => void): ChosenField {
  const [field, setField] = useState<Field>('year');
  const [value, setValue] = useState('');
  const change: ChosenField['change'] = (next) => {
    if (next.field) setField(next.field);
    setValue(next.value ?? '');
    onChange();
  };
  return { field, value, set: editOf(field, value), change };
}

export function StudentField({ chosen: { field, value, change } }: { chosen: ChosenField }) {
  const departments = useApi(routes.listDepartments, {});
  return (
    <>
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
      <Problem error={departments.error} />
    </>
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
