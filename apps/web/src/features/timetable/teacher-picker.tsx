import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { routes } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/query.ts';

interface TeacherPickerProps {
  label: string;
  description?: string;
  /** What no choice means. */
  none?: string;
  /** Chosen from the start, with the name. */
  known: { id: string; name: string } | null;
  value?: string;
  onChange?: (id: string) => void;
  error?: ReactNode;
}

/** Chooses one teacher by searching on the server. */
export function TeacherPicker({ label, description, none, known, value = '', onChange, error }: TeacherPickerProps) {
  const [search, setSearch] = useState(known?.name ?? '');
  const [chosen, setChosen] = useState(known);
  const [asked] = useDebouncedValue(search === chosen?.name ? '' : search.trim(), 250);
  const found = useApi(routes.listTeachers, { query: { search: asked } }, { keepPrevious: true });
  const choices = new Map((found.data ?? []).map((teacher) => [teacher.id, teacher]));
  if (chosen) choices.set(chosen.id, chosen);
  return (
    <Select
      label={label}
      {...(description !== undefined && { description })}
      {...(none !== undefined && { placeholder: none })}
      data={[...choices.values()].map(({ id, name }) => ({ value: id, label: name }))}
      value={value === '' ? null : value}
      onChange={(id) => {
        setChosen(choices.get(id ?? '') ?? null);
        onChange?.(id ?? '');
      }}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      error={error}
      // The server has searched already.
      filter={({ options }) => options}
    />
  );
}
