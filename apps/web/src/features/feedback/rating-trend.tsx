import { Title } from '@mantine/core';
import type { SectionFeedback } from '@smart-presence/contract';
import { CategoryScale, Chart, type ChartOptions, LinearScale, LineElement, PointElement, Tooltip } from 'chart.js';
import { Line } from 'react-chartjs-2';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import { useChartColours } from '../../ui/use-chart-colours.ts';
import classes from './feedback.module.css';

Chart.register(CategoryScale, LinearScale, LineElement, PointElement, Tooltip);

/** The average of each session that may be shown, and under it all sessions as a table. */
export function RatingTrend({ feedback: { section, sessions } }: { feedback: SectionFeedback }) {
  const zone = useZone();
  const colours = useChartColours();
  const shown = sessions.filter(({ ratings }) => ratings !== null);
  const options: ChartOptions<'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    scales: {
      x: { grid: { display: false }, ticks: { color: colours.text, maxTicksLimit: 6, maxRotation: 0 } },
      y: { min: 1, max: 5, grid: { color: colours.line }, ticks: { color: colours.text, stepSize: 1 } },
    },
  };
  const data = {
    labels: shown.map(({ openedAt }) => formatInstant(openedAt, zone, 'day')),
    datasets: [
      {
        label: t('feedback.average'),
        data: shown.map(({ ratings }) => ratings?.average ?? null),
        borderColor: colours.accent,
        backgroundColor: colours.accent,
        borderWidth: 2,
        pointRadius: shown.length > 20 ? 0 : 3,
      },
    ],
  };
  return (
    <section aria-labelledby="feedback-trend">
      <Title order={2} size="h3" mb="sm" id="feedback-trend">
        {t('feedback.trend')}
      </Title>
      {shown.length > 1 && (
        <div className={classes.chart}>
          <Line
            data={data}
            options={options}
            role="img"
            aria-label={t('feedback.trendLabel', { count: shown.length, course: section.courseName })}
          />
        </div>
      )}
      <table className={classes.sessions}>
        <thead>
          <tr>
            <th scope="col">{t('feedback.trendSession')}</th>
            <th scope="col">{t('feedback.average')}</th>
            <th scope="col">{t('feedback.trendGiven')}</th>
            <th scope="col">{t('feedback.trendAttended')}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.toReversed().map(({ id, openedAt, attended, given, ratings }) => (
            <tr key={id}>
              <th scope="row">{formatInstant(openedAt, zone)}</th>
              <td>{ratings?.average ?? '–'}</td>
              <td>{given}</td>
              <td>{attended}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
