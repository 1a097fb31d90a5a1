import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';

interface FacultyPickerProps {
  label: string;
  description: string;
  /** Chosen from the start, with their names. */
  known: readonly { id: string; name: string }[];
  value?: string[];
  onChange: (ids: string[]) => void;
  error?: React.ReactNode;
}

const shownAtOnce = 50;

/** Chooses faculty by searching on the server: a college may have thousands. */
export function FacultyPicker({ label, description, known, value = [], onChange, error }: FacultyPickerProps) {
  const [search, setSearch] = useState('');
  const [names, setNames] = useState(() => new Map(known.map(({ id, name }) => [id, name])));
  const [asked] = useDebouncedValue(search.trim(), 250);
  const query = { role: 'faculty', status: 'active', search: asked, pageSize: shownAtOnce } as const;
  const invited = { ...query, status: 'invited' } as const;
  const active = useApi(routes.listPeople, { query }, { keepPrevious: true });
  const withoutPassword = useApi(routes.listPeople, { query: invited }, { keepPrevious: true });
  const found = [...(active.data?.items ?? []), ...(withoutPassword.data?.items ?? [])];
  const choose = (ids: string[]) => {
    setNames((before) => new Map([...before, ...found.map(({ id, name }) => [id, name] as const)]));
    onChange(ids);
  };
  const choices = new Map(value.map((id) => [id, names.get(id) ?? id]));
  for (const { id, name, email } of found) if (!choices.has(id)) choices.set(id, email ? `${name} · ${email}` : name);
  return (
    <MultiSelect
      label={label}
      description={description}
      data={[...choices].map(([id, name]) => ({ value: id, label: name }))}
      value={value}
      onChange={choose}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      maxValues={20}
      hidePickedOptions
      error={error}
      // The server has searched already, also in e-mails that the label does not show.
      filter={({ options }) => options}
    />
  );
}
