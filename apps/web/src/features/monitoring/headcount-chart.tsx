import type { RoomView } from '@smart-presence/contract';
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

Chart.register(CategoryScale, LinearScale, LineElement, PointElement, Tooltip, Legend);

const dashes = [[], [6, 4], [2, 3]] as const;

/** Faces over time as solid lines, those recognised as dotted ones; a pair for each camera. The timeline holds the same figures. */
export function HeadcountChart({ view: { looks, cameras } }: { view: RoomView }) {
  const zone = useZone();
  const colours = useChartColours();
  const good = looks.filter(({ faces }) => faces !== null);
  const most = Math.max(0, ...good.map(({ faces }) => faces ?? 0));
  const options: ChartOptions<'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { grid: { display: false }, ticks: { color: colours.text, maxTicksLimit: 8, maxRotation: 0 } },
      y: { min: 0, grid: { color: colours.line }, ticks: { color: colours.text, precision: 0 } },
    },
    plugins: {
      legend: { position: 'bottom', labels: { color: colours.text, usePointStyle: true, pointStyle: 'line' } },
    },
  };
  const point = { borderWidth: 2, pointRadius: good.length > 30 ? 0 : 3, spanGaps: true };
  const seenBy = cameras.filter(({ id }) => good.some(({ cameraId }) => cameraId === id));
  const data = {
    labels: good.map(({ at }) => formatInstant(at, zone, 'time')),
    datasets: seenBy.flatMap(({ id, name }, index) => [
      {
        ...point,
        label: t('roomView.chartFaces', { camera: name }),
        data: good.map((look) => (look.cameraId === id ? look.faces : null)),
        borderColor: colours.accent,
        backgroundColor: colours.accent,
        borderDash: [...(dashes[index % dashes.length] ?? [])],
      },
      {
        ...point,
        label: t('roomView.chartRecognised', { camera: name }),
        data: good.map((look) => (look.cameraId === id ? look.matched : null)),
        borderColor: colours.text,
        backgroundColor: colours.text,
        borderDash: [3, 3],
      },
    ]),
  };
  return (
    <div className={classes.chart}>
      <Line
        data={data}
        options={options}
        role="img"
        aria-label={t('roomView.chartLabel', { count: good.length, most })}
      />
    </div>
  );
}
