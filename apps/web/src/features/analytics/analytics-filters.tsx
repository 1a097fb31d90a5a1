import { Button, NativeSelect, TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import classes from './analytics.module.css';
import type { AnalyticsSearch } from './analytics-search.ts';

interface AnalyticsFiltersProps {
  search: AnalyticsSearch;
  onChange: (part: AnalyticsSearch) => void;
}

const asFilter = (value: string): string | undefined => value || undefined;

/** Term, department, course, days, and whether the trend goes by day or week. All of it stands in the address. */
export function AnalyticsFilters({ search, onChange }: AnalyticsFiltersProps) {
  const { data: terms = [] } = useApi(routes.listTerms, {});
  const { data: departments = [] } = useApi(routes.listDepartments, {});
  const { data: courses = [] } = useApi(routes.listCourses, { query: {} });
  const { departmentId } = search;
  const ofDepartment = courses.filter(({ department }) => !departmentId || department.id === departmentId);
  const isNarrowed = Object.keys(search).some((name) => name !== 'by');
  return (
    <search className={classes.filters} aria-label={t('analytics.filters')}>
      <NativeSelect
        label={t('analytics.term')}
        value={search.termId ?? ''}
        onChange={(event) =>
          onChange({ termId: asFilter(event.currentTarget.value), from: undefined, until: undefined })
        }
        data={[
          { value: '', label: t('analytics.currentTerm') },
          ...terms.filter(({ isCurrent }) => !isCurrent).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label={t('analytics.department')}
        value={departmentId ?? ''}
        onChange={(event) => onChange({ departmentId: asFilter(event.currentTarget.value), courseId: undefined })}
        data={[
          { value: '', label: t('analytics.anyDepartment') },
          ...departments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label={t('analytics.course')}
        value={search.courseId ?? ''}
        onChange={(event) => onChange({ courseId: asFilter(event.currentTarget.value) })}
        data={[
          { value: '', label: t('analytics.anyCourse') },
          ...ofDepartment.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
        ]}
      />
      <TextInput
        type="date"
        label={t('analytics.from')}
        value={search.from ?? ''}
        max={search.until}
        onChange={(event) => onChange({ from: asFilter(event.currentTarget.value) })}
      />
      <TextInput
        type="date"
        label={t('analytics.until')}
        value={search.until ?? ''}
        min={search.from}
        onChange={(event) => onChange({ until: asFilter(event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('analytics.trendBy')}
        value={search.by ?? 'week'}
        onChange={(event) => onChange({ by: event.currentTarget.value === 'day' ? 'day' : undefined })}
        data={[
          { value: 'week', label: t('analytics.byWeek') },
          { value: 'day', label: t('analytics.byDay') },
        ]}
      />
      {isNarrowed && (
        <Button
          variant="subtle"
          onClick={() =>
            onChange({
              ...{ termId: undefined, departmentId: undefined, courseId: undefined },
              ...{ from: undefined, until: undefined },
            })
          }
        >
          {t('table.clearFilters')}
        </Button>
      )}
    </search>
  );
}
