import { NativeSelect } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { parseShortageSearch, type ShortageSearch } from './shortage-search.ts';

interface ShortageFiltersProps {
  search: ShortageSearch;
  onChange: (part: ShortageSearch) => void;
}

/** Standing, section, department and term. */
export function ShortageFilters({ search, onChange }: ShortageFiltersProps) {
  const { data: sections = [] } = useApi(routes.listSections, { query: {} });
  const { data: departments = [] } = useApi(routes.listDepartments, {});
  const { data: terms = [] } = useApi(routes.listTerms, {});
  const term = search.termId ?? terms.find(({ isCurrent }) => isCurrent)?.id;
  const inTerm = sections.filter((section) => term === 'all' || section.term.id === term);
  return (
    <>
      <NativeSelect
        aria-label={t('shortage.filterState')}
        value={search.level ?? ''}
        onChange={(event) => onChange({ level: parseShortageSearch({ level: event.currentTarget.value }).level })}
        data={[
          { value: '', label: t('shortage.below') },
          { value: 'condonable', label: t('shortage.condonableOnly') },
          { value: 'short', label: t('shortage.shortOnly') },
        ]}
      />
      <NativeSelect
        aria-label={t('shortage.filterSection')}
        value={search.sectionId ?? ''}
        onChange={(event) => onChange({ sectionId: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('shortage.anySection') },
          ...inTerm.map(({ id, course, name }) => ({ value: id, label: `${course.name} · ${name}` })),
        ]}
      />
      <NativeSelect
        aria-label={t('shortage.filterDepartment')}
        value={search.departmentId ?? ''}
        onChange={(event) => onChange({ departmentId: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('shortage.anyDepartment') },
          ...departments.map(({ id, code }) => ({ value: id, label: code })),
        ]}
      />
      <NativeSelect
        aria-label={t('shortage.filterTerm')}
        value={search.termId ?? ''}
        onChange={(event) => onChange({ termId: event.currentTarget.value || undefined, sectionId: undefined })}
        data={[
          { value: '', label: t('shortage.currentTerm') },
          ...terms.filter(({ isCurrent }) => !isCurrent).map(({ id, name }) => ({ value: id, label: name })),
          { value: 'all', label: t('shortage.anyTerm') },
        ]}
      />
    </>
  );
}
