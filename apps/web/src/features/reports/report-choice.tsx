import { NativeSelect, Select } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import classes from './reports.module.css';
import type { ReportKindName, ReportsSearch } from './reports-search.ts';

interface ChoiceProps {
  kinds: readonly ReportKindName[];
  search: ReportsSearch;
  onChange: (search: ReportsSearch) => void;
}

/** Which report, and of what. */
export function ReportChoice({ kinds, search, onChange }: ChoiceProps) {
  const { report: kind, studentId } = search;
  const isStaff = useMe().person.role !== 'student';
  const put = (part: ReportsSearch) => onChange({ ...search, ...part });
  return (
    <div className={classes.choice}>
      {kinds.length > 1 && (
        <NativeSelect
          label={t('reports.kind')}
          value={kind ?? ''}
          data={[
            { value: '', label: t('reports.kindNone') },
            ...kinds.map((value) => ({ value, label: t(`reports.kind.${value}`) })),
          ]}
          onChange={(event) =>
            onChange({ report: (event.currentTarget.value || undefined) as ReportKindName | undefined })
          }
        />
      )}
      {kind === 'session' && <SessionChoice search={search} put={put} />}
      {kind === 'section-register' && <SectionChoice search={search} put={put} />}
      {kind === 'student' && isStaff && <StudentChoice key={studentId} search={search} put={put} />}
      {(kind === 'department' || kind === 'shortage') && isStaff && <DepartmentChoice search={search} put={put} />}
      {kind === 'shortage' && (
        <>
          <SectionChoice search={search} put={put} isOptional />
          <NativeSelect
            label={t('reports.level')}
            value={search.level ?? 'below'}
            data={(['below', 'condonable', 'short'] as const).map((value) => ({
              value,
              label: t(`reports.level.${value}`),
            }))}
            onChange={(event) => put({ level: event.currentTarget.value as 'below' })}
          />
        </>
      )}
      {(kind === 'student' || kind === 'department' || kind === 'shortage') && isStaff && (
        <TermChoice search={search} put={put} />
      )}
      {kind === 'security' && (
        <NativeSelect
          label={t('reports.days')}
          value={String(search.days ?? 7)}
          data={['7', '30', '90', '180']}
          onChange={(event) => put({ days: Number(event.currentTarget.value) })}
        />
      )}
    </div>
  );
}

interface PartProps {
  search: ReportsSearch;
  put: (part: ReportsSearch) => void;
}

function SectionChoice({ search, put, isOptional = false }: PartProps & { isOptional?: boolean }) {
  const { data: sections = [] } = useApi(routes.listSections, { query: {} });
  return (
    <NativeSelect
      label={t('reports.section')}
      value={search.sectionId ?? ''}
      data={[
        { value: '', label: t(isOptional ? 'reports.anySection' : 'reports.sectionNone') },
        ...sections.map(({ id, course, name, term }) => ({
          value: id,
          label: `${course.name} · ${name} · ${term.name}`,
        })),
      ]}
      onChange={(event) => put({ sectionId: event.currentTarget.value || undefined, sessionId: undefined })}
    />
  );
}

/** The last sessions of a section: an older one is reached from its own page. */
function SessionChoice({ search, put }: PartProps) {
  const zone = useZone();
  const { sessionId, sectionId } = search;
  const sessions = useApi(
    routes.listSessions,
    { query: { pageSize: 50, ...(sectionId && { sectionId }) } },
    { keepPrevious: true },
  );
  const items = sessions.data?.items ?? [];
  const isListed = items.some(({ id }) => id === sessionId);
  return (
    <>
      <SectionChoice search={search} put={put} isOptional />
      <NativeSelect
        label={t('reports.session')}
        value={sessionId ?? ''}
        data={[
          { value: '', label: t('reports.sessionNone') },
          ...(sessionId && !isListed ? [{ value: sessionId, label: t('reports.thisSession') }] : []),
          ...items.map(({ id, section, openedAt }) => ({
            value: id,
            label: `${formatInstant(openedAt, zone)} · ${section.courseName} · ${section.name}`,
          })),
        ]}
        onChange={(event) => put({ sessionId: event.currentTarget.value || undefined })}
      />
    </>
  );
}

function StudentChoice({ search: { studentId }, put }: PartProps) {
  const [words, setWords] = useState('');
  const found = useApi(
    routes.listPeople,
    { query: { role: 'student', search: words, pageSize: 20 } },
    { keepPrevious: true },
  );
  const chosen = useApi(routes.getPerson, { params: { id: studentId ?? '' } }, { enabled: studentId !== undefined });
  const known = new Map((found.data?.items ?? []).map(({ id, name, profile }) => [id, nameOf(name, profile?.usn)]));
  if (studentId && chosen.data) known.set(studentId, nameOf(chosen.data.name, chosen.data.profile?.usn));
  return (
    <Select
      label={t('reports.student')}
      placeholder={t('reports.studentHint')}
      searchable
      clearable
      data={[...known].map(([value, label]) => ({ value, label }))}
      // Found by the server, also by what the label does not say.
      filter={({ options }) => options}
      value={studentId ?? null}
      onSearchChange={setWords}
      nothingFoundMessage={t('reports.nobody')}
      onChange={(id) => put({ studentId: id ?? undefined })}
    />
  );
}

const nameOf = (name: string, usn: string | null | undefined): string => (usn ? `${name} · ${usn}` : name);

function DepartmentChoice({ search, put }: PartProps) {
  const { data: departments = [] } = useApi(routes.listDepartments, {});
  const isOptional = search.report === 'shortage';
  return (
    <NativeSelect
      label={t('reports.department')}
      value={search.departmentId ?? ''}
      data={[
        { value: '', label: t(isOptional ? 'reports.anyDepartment' : 'reports.departmentNone') },
        ...departments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => put({ departmentId: event.currentTarget.value || undefined })}
    />
  );
}

function TermChoice({ search, put }: PartProps) {
  const { data: terms = [] } = useApi(routes.listTerms, {});
  return (
    <NativeSelect
      label={t('reports.term')}
      value={search.termId ?? ''}
      data={[
        { value: '', label: t('reports.currentTerm') },
        ...terms.filter(({ isCurrent }) => !isCurrent).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => put({ termId: event.currentTarget.value || undefined })}
    />
  );
}
