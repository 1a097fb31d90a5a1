import { SecurityKind } from '@smart-presence/contract';
import { BarElement, CategoryScale, Chart, type ChartOptions, LinearScale, Tooltip } from 'chart.js';
import { Bar } from 'react-chartjs-2';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import { useChartColours } from '../../ui/use-chart-colours.ts';
import type { Overview } from './overview-data.ts';
import classes from './security.module.css';

Chart.register(BarElement, CategoryScale, LinearScale, Tooltip);

interface Bars {
  title: string;
  label: string;
  first: string;
  rows: readonly (readonly [name: string, count: number])[];
}

/** Attacks by hour and by kind, each with its numbers as a table. */
export function AttackCharts({ overview }: { overview: Overview }) {
  const zone = useZone();
  const sum = (counts: Overview['byKind']) => Object.values(counts).reduce((total, n) => total + (n ?? 0), 0);
  const hours = overview.byHour.map(({ at, counts }) => [formatInstant(at, zone, 'time'), sum(counts)] as const);
  const kinds = SecurityKind.options.flatMap((kind) => {
    const count = overview.byKind[kind] ?? 0;
    return count === 0 ? [] : [[t(`security.kind.${kind}`), count] as const];
  });
  return (
    <div className={classes.charts}>
      <BarsOf title={t('security.byHour')} label={t('security.byHourLabel')} first={t('security.hour')} rows={hours} />
      <BarsOf
        title={t('security.byKind')}
        label={t('security.byKindLabel')}
        first={t('security.kindColumn')}
        rows={kinds}
      />
    </div>
  );
}

function BarsOf({ title, label, first, rows }: Bars) {
  const colours = useChartColours();
  const options: ChartOptions<'bar'> = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    scales: {
      x: { grid: { display: false }, ticks: { color: colours.text, maxRotation: 60 } },
      y: { min: 0, suggestedMax: 4, grid: { color: colours.line }, ticks: { color: colours.text, precision: 0 } },
    },
  };
  const data = {
    labels: rows.map(([name]) => name),
    datasets: [{ data: rows.map(([, count]) => count), backgroundColor: colours.accent, maxBarThickness: 32 }],
  };
  const filled = rows.filter(([, count]) => count > 0);
  return (
    <section className={classes.part} aria-label={title}>
      <h3>{title}</h3>
      <div className={classes.chart}>
        <Bar data={data} options={options} role="img" aria-label={label} />
      </div>
      <details>
        <summary className={classes.summary}>{t('security.asTable')}</summary>
        {filled.length === 0 ? (
          <p>{t('security.noAttacks')}</p>
        ) : (
          <table className={classes.numbers}>
            <caption className={classes.dim}>{title}</caption>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                <th scope="col">{t('security.count')}</th>
              </tr>
            </thead>
            <tbody>
              {filled.map(([name, count]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </section>
  );
}
