import type { Standing } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { LineChart } from '../../ui/charts/charts.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import type { RunningPoint } from './running-percent.ts';

/** The percentage after each session as a solid line, the minimum as a broken one. The history holds the same figures. */
export function TrendChart({ standing, points }: { standing: Standing; points: readonly RunningPoint[] }) {
  const zone = useZone();
  const { section, minimumPercent, percent } = standing;
  const label = t('student.attendance.chartLabel', {
    course: section.courseName,
    count: points.length,
    percent: Math.floor(percent ?? 0),
    minimum: minimumPercent,
  });
  return (
    <LineChart
      label={label}
      labels={points.map(({ openedAt }) => formatInstant(openedAt, zone, 'day'))}
      y={{ min: 0, max: 100, step: 25 }}
      series={[
        {
          label: t('student.attendance.chartPercent'),
          values: points.map((point) => Math.floor(point.percent ?? 0)),
        },
        {
          label: t('student.attendance.chartMinimum'),
          values: points.map(() => minimumPercent),
          colour: 'bad',
          dash: [6, 4],
          isPlain: true,
        },
      ]}
    />
  );
}
