import { Box, Title } from '@mantine/core';
import type { SectionFeedback } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { LineChart } from '../../ui/charts/charts.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import classes from './feedback.module.css';

/** The average of each session that may be shown, and under it all sessions as a table. */
export function RatingTrend({ feedback: { section, sessions } }: { feedback: SectionFeedback }) {
  const zone = useZone();
  const shown = sessions.filter(({ ratings }) => ratings !== null);
  return (
    <section aria-labelledby="feedback-trend">
      <Title order={2} size="h3" mb="sm" id="feedback-trend">
        {t('feedback.trend')}
      </Title>
      {shown.length > 1 && (
        <Box mb="md">
          <LineChart
            label={t('feedback.trendLabel', { count: shown.length, course: section.courseName })}
            labels={shown.map(({ openedAt }) => formatInstant(openedAt, zone, 'day'))}
            x={{ most: 6 }}
            y={{ min: 1, max: 5, step: 1 }}
            series={[{ label: t('feedback.average'), values: shown.map(({ ratings }) => ratings?.average ?? null) }]}
          />
        </Box>
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
