import { type AccuracyStudy, distanceStep } from '@smart-presence/contract';
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
import { useChartColours } from '../../ui/use-chart-colours.ts';
import classes from './accuracy.module.css';
import { coarse, sumOf } from './coarse.ts';

Chart.register(CategoryScale, LinearScale, LineElement, PointElement, Tooltip, Legend);

/** Own faces and different ones over the distance, each as percent of its own. The table above holds what follows from them. */
export function ScoresChart({ study: { genuine, impostor } }: { study: AccuracyStudy }) {
  const colours = useChartColours();
  const own = genuine.filter(({ way }) => way === 'face-self').map(({ histogram }) => histogram);
  const door = genuine.filter(({ way }) => way !== 'face-self').map(({ histogram }) => histogram);
  const pairs = impostor ? [impostor.histogram] : [];
  const options: ChartOptions<'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        title: { display: true, text: t('accuracy.chartDistance'), color: colours.text },
        grid: { display: false },
        ticks: { color: colours.text, maxTicksLimit: 8, maxRotation: 0 },
      },
      y: {
        min: 0,
        title: { display: true, text: t('accuracy.chartShare'), color: colours.text },
        grid: { color: colours.line },
        ticks: { color: colours.text },
      },
    },
    plugins: {
      legend: { position: 'bottom', labels: { color: colours.text, usePointStyle: true, pointStyle: 'line' } },
    },
  };
  const line = (
    label: string,
    histograms: readonly (readonly number[])[],
    look: { colour: string; dash: number[] },
  ) => ({
    label,
    data: coarse(histograms).shares,
    borderColor: look.colour,
    backgroundColor: look.colour,
    borderDash: look.dash,
    borderWidth: 2,
    pointRadius: 0,
  });
  const data = {
    labels: coarse([]).from.map((from) => (from * distanceStep).toFixed(2)),
    datasets: [
      line(t('accuracy.chartOwn'), own, { colour: colours.accent, dash: [] }),
      ...(sumOf(door) > 0 ? [line(t('accuracy.chartDoor'), door, { colour: colours.text, dash: [2, 3] })] : []),
      line(t('accuracy.chartPairs'), pairs, { colour: colours.bad, dash: [6, 4] }),
    ],
  };
  const label = t('accuracy.chartLabel', { own: sumOf(own), pairs: sumOf(pairs) });
  return (
    <div className={classes.chart}>
      <Line data={data} options={options} role="img" aria-label={label} />
    </div>
  );
}
