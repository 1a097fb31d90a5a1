import type { Analytics } from '@smart-presence/contract';
import { lazy } from 'react';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { percentWords, rateOf, share, tenths } from './rates.ts';
import { countColumn, percentColumn, totalsColumns } from './totals-columns.tsx';

export const BarChart = lazy(() => import('../../ui/charts/charts.tsx').then((m) => ({ default: m.BarChart })));

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** When people come: the hours in which sessions are opened. */
export function HoursPanel({ data: { hours } }: { data: Analytics }) {
  const busiest = hours.toSorted((a, b) => b.attended - a.attended)[0];
  return (
    <ChartPanel
      title={t('analytics.hours')}
      summary={busiest && t('analytics.busiest', { hour: clock(busiest.hour), count: busiest.attended })}
      name="attendance-by-hour"
      how={t('analytics.hoursHow')}
      columns={[
        { key: 'hour', header: t('analytics.hour'), value: ({ hour }) => clock(hour), cell: ({ hour }) => clock(hour) },
        ...totalsColumns(),
      ]}
      rows={hours}
      rowKey={({ hour }) => String(hour)}
      empty={t('analytics.noSessions')}
    >
      <BarChart
        label={t('analytics.hoursLabel', { count: hours.length })}
        labels={hours.map(({ hour }) => clock(hour))}
        name={t('analytics.attended')}
        values={hours.map(({ attended }) => attended)}
        y={{ isWhole: true, title: t('analytics.attended') }}
      />
    </ChartPanel>
  );
}

export function DepartmentsPanel({ data: { departments } }: { data: Analytics }) {
  const lowest = departments.toSorted((a, b) => (rateOf(a) ?? 101) - (rateOf(b) ?? 101))[0];
  return (
    <ChartPanel
      title={t('analytics.departments')}
      summary={
        departments.length > 1 &&
        lowest &&
        t('analytics.lowest', { name: lowest.name, percent: percentWords(rateOf(lowest)) })
      }
      name="attendance-by-department"
      how={t('analytics.departmentsHow')}
      columns={[
        { key: 'name', header: t('analytics.department'), value: ({ name }) => name, cell: ({ name }) => name },
        ...totalsColumns(),
      ]}
      rows={departments}
      rowKey={({ id }) => id}
      empty={t('analytics.noSessions')}
    >
      <BarChart
        label={t('analytics.departmentsLabel', { count: departments.length })}
        labels={departments.map(({ code }) => code)}
        name={t('analytics.rate')}
        values={departments.map((row) => tenths(rateOf(row)))}
        y={{ max: 100, step: 25, title: t('analytics.percentTitle') }}
      />
    </ChartPanel>
  );
}

type Marked = Analytics['methods'][number];

/** How those who were there came to be marked. */
export function MethodsPanel({ data: { methods, total } }: { data: Analytics }) {
  const rows = methods.toSorted((a, b) => b.attended - a.attended);
  const most = rows[0];
  return (
    <ChartPanel
      title={t('analytics.methods')}
      summary={
        most &&
        t('analytics.mostMethod', {
          method: t(`analytics.method.${most.method}`),
          percent: percentWords(share(most.attended, total.attended)),
        })
      }
      name="attendance-by-method"
      how={t('analytics.methodsHow')}
      columns={[
        {
          key: 'method',
          header: t('analytics.method'),
          value: ({ method }) => t(`analytics.method.${method}`),
          cell: ({ method }) => t(`analytics.method.${method}`),
        },
        percentColumn<Marked>('share', t('analytics.share'), ({ attended }) => share(attended, total.attended)),
        countColumn<Marked>('attended', t('analytics.attended'), ({ attended }) => attended),
      ]}
      rows={rows}
      rowKey={({ method }) => method}
      empty={t('analytics.noSessions')}
    >
      <BarChart
        label={t('analytics.methodsLabel', { count: rows.length })}
        labels={rows.map(({ method }) => t(`analytics.method.${method}`))}
        name={t('analytics.share')}
        values={rows.map(({ attended }) => tenths(share(attended, total.attended)))}
        y={{ max: 100, step: 25, title: t('analytics.percentTitle') }}
      />
    </ChartPanel>
  );
}
