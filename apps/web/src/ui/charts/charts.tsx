import {
  BarElement,
  CategoryScale,
  Chart,
  type ChartOptions,
  Legend,
  LinearScale,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { Bar, Line } from 'react-chartjs-2';
import classes from './charts.module.css';
import { useChartColours } from './use-chart-colours.ts';

Chart.register(BarElement, CategoryScale, LinearScale, LineElement, PointElement, Tooltip, Legend);

/** Above so many, points would be a band of their own. */
const MOST_POINTS = 30;

const POINTS = ['circle', 'triangle', 'rectRot'] as const;

export interface Series {
  label: string;
  /** One for each label; null leaves a gap. */
  values: readonly (number | null)[];
  /** accent unless given. */
  colour?: 'accent' | 'text' | 'bad';
  /** Strokes and gaps: what tells lines apart without colour. Solid unless given. */
  dash?: readonly number[];
  /** A line without points: for limits and whatever has no single values. */
  isPlain?: boolean;
  /** Gaps are crossed. */
  isJoined?: boolean;
}

export interface Axis {
  min?: number;
  max?: number;
  /** At least so high, however small the values are. */
  suggestedMax?: number;
  step?: number;
  /** Whole numbers only. */
  isWhole?: boolean;
  title?: string;
}

interface ChartProps {
  /** Says for screen readers what can be seen; the numbers are in a table beside it. */
  label: string;
  /** Along the bottom. */
  labels: readonly string[];
  x?: Pick<Axis, 'title'> & { most?: number };
  y?: Axis;
}

/**
 * Lines in the theme's colours. Import it lazily where the chart is not what the page is for: Chart.js weighs more than most screens.
 */
export function LineChart({ label, labels, x, y, series }: ChartProps & { series: readonly Series[] }) {
  const colours = useChartColours();
  const base = optionsOf({ colours, x, y });
  const options: ChartOptions<'line'> = {
    ...base,
    interaction: { mode: 'index', intersect: false },
    plugins: {
      legend: {
        display: series.length > 1,
        position: 'bottom',
        labels: { color: colours.text, usePointStyle: true, pointStyle: 'line', pointStyleWidth: 36 },
      },
    },
  };
  const datasets = series.map(
    ({ label: name, values, colour = 'accent', dash = [], isPlain, isJoined = false }, index) => ({
      label: name,
      data: [...values],
      borderColor: colours[colour],
      backgroundColor: colours[colour],
      borderDash: [...dash],
      borderWidth: 2,
      // Told apart without colour where lines are short or meet.
      pointStyle: POINTS[index % POINTS.length] ?? 'circle',
      pointRadius: isPlain || values.length > MOST_POINTS ? 0 : 3,
      spanGaps: isJoined,
    }),
  );
  return (
    <div className={classes.chart}>
      <Line data={{ labels: [...labels], datasets }} options={options} role="img" aria-label={label} />
    </div>
  );
}

interface BarProps extends ChartProps {
  /** What the bars count, in their tooltips. */
  name?: string;
  values: readonly (number | null)[];
}

/** Bars of one colour: names stand under them. */
export function BarChart({ label, labels, x, y, name = '', values }: BarProps) {
  const colours = useChartColours();
  const options: ChartOptions<'bar'> = {
    ...optionsOf({ colours, x: { ...x, most: x?.most ?? labels.length }, y: { min: 0, ...y } }),
    plugins: { legend: { display: false } },
  };
  const datasets = [{ label: name, data: [...values], backgroundColor: colours.accent, maxBarThickness: 32 }];
  return (
    <div className={classes.chart}>
      <Bar data={{ labels: [...labels], datasets }} options={options} role="img" aria-label={label} />
    </div>
  );
}

type Colours = ReturnType<typeof useChartColours>;

const optionsOf = ({ colours, x = {}, y = {} }: { colours: Colours; x: ChartProps['x']; y: Axis | undefined }) => {
  const titled = (title: string | undefined) => ({
    title: { display: title !== undefined, text: title ?? '', color: colours.text },
  });
  const { min, max, suggestedMax, step, isWhole } = y;
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    scales: {
      x: {
        ...titled(x.title),
        grid: { display: false },
        ticks: { color: colours.text, maxTicksLimit: x.most ?? 8, maxRotation: x.most === undefined ? 0 : 60 },
      },
      y: {
        ...titled(y.title),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        ...(suggestedMax !== undefined && { suggestedMax }),
        grid: { color: colours.line },
        ticks: {
          color: colours.text,
          ...(step !== undefined && { stepSize: step }),
          ...(isWhole && { precision: 0 }),
        },
      },
    },
  } as const;
};
