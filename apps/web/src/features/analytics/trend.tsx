import type { Analytics, SessionTotals } from '@smart-presence/contract';
import { lazy } from 'react';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { formatDay } from '../../ui/format-time.ts';
import type { Column } from '../../ui/table/data-table-props.ts';
import { lateRateOf, percentWords, rateOf, tenths } from './rates.ts';
import { percentColumn, totalsColumns } from './totals-columns.tsx';

export const LineChart = lazy(() => import('../../ui/charts/charts.tsx').then((m) => ({ default: m.LineChart })));

type Row = SessionTotals & { day: string; before: SessionTotals | undefined };

const nothing: SessionTotals = { sessions: 0, counted: 0, attended: 0, late: 0, excused: 0, review: 0 };

/** Both terms by day, so that what only one of them had leaves a gap in the other. */
const rowsOf = ({ trend, before }: Analytics): Row[] => {
  const former = new Map(before?.trend.map((point) => [point.day, point]));
  const now = new Map(trend.map((point) => [point.day, point]));
  return [...new Set([...now.keys(), ...former.keys()])]
    .sort()
    .map((day) => ({ ...(now.get(day) ?? nothing), day, before: former.get(day) }));
};

/** Attendance and lateness over the term, beside the term before. */
export function TrendPanel({ data, by }: { data: Analytics; by: 'day' | 'week' }) {
  const rows = rowsOf(data);
  const former = data.before?.trend.length ? data.before.term.name : null;
  const columns: Column<Row>[] = [
    {
      key: 'day',
      header: t(by === 'day' ? 'analytics.day' : 'analytics.weekOf'),
      value: ({ day }) => day,
      cell: ({ day }) => formatDay(day),
    },
    ...totalsColumns<Row>(),
    ...(former === null
      ? []
      : [
          percentColumn<Row>('before', t('analytics.rateOf', { term: former }), (row) =>
            row.before ? rateOf(row.before) : null,
          ),
        ]),
  ];
  const label = t('analytics.trendLabel', { count: rows.length, percent: percentWords(rateOf(data.total)) });
  return (
    <ChartPanel
      title={t('analytics.trend')}
      name="attendance-trend"
      how={t('analytics.trendHow')}
      columns={columns}
      rows={rows}
      rowKey={({ day }) => day}
      empty={t('analytics.noSessions')}
    >
      <LineChart
        label={label}
        labels={rows.map(({ day }) => formatDay(day))}
        y={{ min: 0, max: 100, step: 25, title: t('analytics.percentTitle') }}
        series={[
          { label: t('analytics.rate'), values: rows.map((row) => tenths(rateOf(row))), isJoined: true },
          {
            label: t('analytics.lateRate'),
            values: rows.map((row) => tenths(lateRateOf(row))),
            colour: 'bad',
            dash: [2, 3],
            isJoined: true,
          },
          ...(former === null
            ? []
            : [
                {
                  label: t('analytics.rateOf', { term: former }),
                  values: rows.map(({ before }) => tenths(before ? rateOf(before) : null)),
                  colour: 'text' as const,
                  dash: [6, 4],
                  isJoined: true,
                },
              ]),
        ]}
      />
    </ChartPanel>
  );
}
