import '../../strings/reports-words.ts';
import { ReportRequest, reportRoles } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMe } from '../../api/me.ts';
import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { ReportChoice } from './report-choice.tsx';
import { ReportFiles } from './report-files.tsx';
import { ReportPreview } from './report-preview.tsx';
import { ReportSchedules } from './report-schedules.tsx';
import { parseReportsSearch, type ReportKindName, type ReportsSearch } from './reports-search.ts';

/** Choose a report and what it is of, look at it, take it along, or have it made again and again. */
export function Reports() {
  const { person } = useMe();
  const search: ReportsSearch = useSearch({ from: '/app/reports' });
  const navigate = useNavigate();
  const change = (next: ReportsSearch) =>
    void navigate({ to: '/reports', search: parseReportsSearch({ ...next }), replace: true, resetScroll: false });
  const kinds = (Object.keys(reportRoles) as ReportKindName[]).filter((kind) =>
    (reportRoles[kind] as readonly string[]).includes(person.role),
  );
  // Who has one kind alone need not choose it, and students have one student.
  const kind = search.report ?? (kinds.length === 1 ? kinds[0] : undefined);
  const chosen = { ...search, report: kind, ...(person.role === 'student' && { studentId: person.id }) };
  const request = ReportRequest.safeParse({ ...chosen, kind });
  return (
    <Page title={t('reports.title')} description={t('reports.description')}>
      <ReportChoice kinds={kinds} search={chosen} onChange={change} />
      {request.success ? (
        <ReportPreview key={JSON.stringify(request.data)} report={request.data} />
      ) : (
        <Empty icon="list" title={t('reports.choose')}>
          {t('reports.chooseBody')}
        </Empty>
      )}
      <ReportFiles />
      <ReportSchedules report={request.success && request.data.kind !== 'session' ? request.data : null} />
    </Page>
  );
}
