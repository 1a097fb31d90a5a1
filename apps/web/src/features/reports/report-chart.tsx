import { t } from '../../strings/index.ts';
import { BarChart } from '../../ui/charts/charts.tsx';
import type { ReportBars } from './chart-of.ts';

/** Bars; the table under them says the same in numbers. */
export default function ReportChart({ title, unit, isPercent, bars }: ReportBars) {
  return (
    <BarChart
      label={t('reports.chart', { title, unit, count: bars.length })}
      labels={bars.map(({ name }) => name)}
      values={bars.map(({ value }) => value)}
      name={unit}
      {...(isPercent && { y: { max: 100 } })}
    />
  );
}
