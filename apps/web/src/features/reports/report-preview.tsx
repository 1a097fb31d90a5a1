import { Paper, Skeleton, Text, Title } from '@mantine/core';
import { type ReportPreview as Preview, type ReportPart, type ReportRequest, routes } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { call } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Loaded } from '../../ui/states.tsx';
import { cellText } from './cell-text.ts';
import { chartOf } from './chart-of.ts';
import { DownloadReport } from './download-report.tsx';
import classes from './reports.module.css';

const ReportChart = lazy(() => import('./report-chart.tsx'));

/** The report as it is now: what it is of, its tables (their first rows), and the ways to take it along. */
export function ReportPreview({ report }: { report: ReportRequest }) {
  const preview = useQuery({
    queryKey: [routes.previewReport.path, report],
    queryFn: ({ signal }) => call(routes.previewReport, { body: report, signal }),
  });
  return (
    <Paper component="section" p="md" className={classes.preview} aria-labelledby="report-title">
      <Loaded query={preview} skeleton={<Skeleton height={240} />}>
        {(shown) => (
          <>
            <Title order={2} size="h3" id="report-title">
              {shown.title}
            </Title>
            <Facts shown={shown} />
            <DownloadReport report={report} title={shown.title} isLarge={shown.isLarge} />
            <Suspense fallback={null}>
              <Charts shown={shown} />
            </Suspense>
            {shown.parts.map((part) => (
              <PartTable key={part.title} part={part} zone={shown.timeZone} />
            ))}
            {shown.notes.map((note) => (
              <Text key={note} size="sm" c="dimmed">
                {note}
              </Text>
            ))}
          </>
        )}
      </Loaded>
    </Paper>
  );
}

function Facts({ shown }: { shown: Preview }) {
  const asOf = formatInstant(shown.asOf, shown.timeZone);
  return (
    <dl className={classes.facts}>
      {shown.facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t('reports.asOf')}</dt>
        <dd>{t('reports.asOfValue', { when: asOf, version: shown.policyVersion })}</dd>
      </div>
    </dl>
  );
}

function Charts({ shown }: { shown: Preview }) {
  const chart = chartOf(shown);
  return chart && <ReportChart {...chart} />;
}

function PartTable({ part, zone }: { part: ReportPart & { total: number }; zone: string }) {
  const isNumber = (at: number) => ['number', 'percent'].includes(part.columns[at]?.type ?? '');
  return (
    <section className={classes.part}>
      <Title order={3} size="h4">
        {part.title}
      </Title>
      {part.rows.length === 0 ? (
        <Text c="dimmed">{part.empty}</Text>
      ) : (
        // Scrolled with the keyboard, too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
        <section className={classes.scroll} tabIndex={0} aria-label={part.title}>
          <table>
            <thead>
              <tr>
                {part.columns.map(({ key, label }, at) => (
                  <th key={key} scope="col" data-number={isNumber(at) || undefined}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report have no name and do not move
                <tr key={index}>
                  {row.map((cell, at) => (
                    <td
                      key={part.columns[at]?.key}
                      data-number={isNumber(at) || undefined}
                      data-line={part.columns[at]?.type === 'instant' || undefined}
                      dir="auto"
                    >
                      {cellText(cell, { type: part.columns[at]?.type ?? 'text', zone })}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {part.total > part.rows.length && (
        <Text size="sm" c="dimmed">
          {t('reports.more', { shown: part.rows.length, total: part.total })}
        </Text>
      )}
    </section>
  );
}
