import { NativeSelect } from '@mantine/core';
import type { Department } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { PeopleSearch } from './people-search.ts';

interface PeopleFiltersProps {
  search: PeopleSearch;
  departments: readonly Department[];
  onChange: (change: PeopleSearch) => void;
}

/** Role, department, status and second factor. */
export function PeopleFilters({ search, departments, onChange }: PeopleFiltersProps) {
  return (
    <>
      <NativeSelect
        aria-label={t('people.filterRole')}
        value={search.role ?? ''}
        data={[
          { value: '', label: t('people.anyRole') },
          { value: 'student', label: t('role.student') },
          { value: 'faculty', label: t('role.faculty') },
          { value: 'admin', label: t('role.admin') },
        ]}
        onChange={(event) => onChange({ role: (event.currentTarget.value || undefined) as PeopleSearch['role'] })}
      />
      <NativeSelect
        aria-label={t('people.filterDepartment')}
        value={search.departmentId ?? ''}
        data={[
          { value: '', label: t('people.anyDepartment') },
          ...departments.map(({ id, code }) => ({ value: id, label: code })),
        ]}
        onChange={(event) => onChange({ departmentId: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        aria-label={t('people.filterStatus')}
        value={search.status ?? ''}
        data={[
          { value: '', label: t('people.anyStatus') },
          { value: 'active', label: t('people.active') },
          { value: 'invited', label: t('people.invited') },
          { value: 'disabled', label: t('people.disabled') },
          { value: 'slowed', label: t('people.slowed') },
        ]}
        onChange={(event) => onChange({ status: (event.currentTarget.value || undefined) as PeopleSearch['status'] })}
      />
      <NativeSelect
        aria-label={t('people.filterFactor')}
        value={search.secondFactor ?? ''}
        data={[
          { value: '', label: t('people.anyFactor') },
          { value: 'with', label: t('people.withFactor') },
          { value: 'without', label: t('people.withoutFactor') },
        ]}
        onChange={(event) =>
          onChange({ secondFactor: (event.currentTarget.value || undefined) as PeopleSearch['secondFactor'] })
        }
      />
    </>
  );
}
