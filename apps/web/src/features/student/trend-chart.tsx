import type { Standing } from '@smart-presence/contract';
import {
  CategoryScale,
  Chart,
  type ChartOptions,
  Legend,
  LinearScale,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { Line } from 'react-chartjs-2';
import { t } from '../../strings/index.ts';
import classes from '../../ui/chart.module.css';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import { useChartColours } from '../../ui/use-chart-colours.ts';
import type { RunningPoint } from './running-percent.ts';

Chart.register(CategoryScale, LinearScale, LineElement, PointElement, Tooltip, Legend);

/** The percentage after each session as a solid line, the minimum as a broken one. The history holds the same figures. */
export function TrendChart({ standing, points }: { standing: Standing; points: readonly RunningPoint[] }) {
  const zone = useZone();
  const colours = useChartColours();
  const { section, minimumPercent, percent } = standing;
  const options: ChartOptions<'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { grid: { display: false }, ticks: { color: colours.text, maxTicksLimit: 6, maxRotation: 0 } },
      y: { min: 0, max: 100, grid: { color: colours.line }, ticks: { color: colours.text, stepSize: 25 } },
    },
    plugins: {
      legend: { position: 'bottom', labels: { color: colours.text, usePointStyle: true, pointStyle: 'line' } },
    },
  };
  const data = {
    labels: points.map(({ openedAt }) => formatInstant(openedAt, zone, 'day')),
    datasets: [
      {
        label: t('student.attendance.chartPercent'),
        data: points.map((point) => Math.floor(point.percent ?? 0)),
        borderColor: colours.accent,
        backgroundColor: colours.accent,
        borderWidth: 2,
        pointRadius: points.length > 20 ? 0 : 3,
      },
      {
        label: t('student.attendance.chartMinimum'),
        data: points.map(() => minimumPercent),
        borderColor: colours.bad,
        borderDash: [6, 4],
        borderWidth: 2,
        pointRadius: 0,
      },
    ],
  };
  const label = t('student.attendance.chartLabel', {
    course: section.courseName,
    count: points.length,
    percent: Math.floor(percent ?? 0),
    minimum: minimumPercent,
  });
  return (
    <div className={classes.chart}>
      <Line data={data} options={options} role="img" aria-label={label} />
    </div>
  );
}
