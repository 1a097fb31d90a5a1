import { Title } from '@mantine/core';
import type { Ratings } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import classes from './feedback.module.css';

const ratings = ['5', '4', '3', '2', '1'] as const;

/** How many gave each rating: a table whose numbers have bars beside them. */
export function Spread({ ratings: { counts } }: { ratings: Ratings }) {
  const most = Math.max(...counts);
  return (
    <section aria-labelledby="feedback-spread">
      <Title order={2} size="h3" mb="sm" id="feedback-spread">
        {t('feedback.spread')}
      </Title>
      <table className={classes.spread}>
        <thead>
          <tr>
            <th scope="col">{t('feedback.spreadRating')}</th>
            <th scope="col">{t('feedback.spreadCount')}</th>
          </tr>
        </thead>
        <tbody>
          {ratings.map((rating) => {
            const count = counts[Number(rating) - 1] ?? 0;
            return (
              <tr key={rating}>
                <th scope="row">{t(`feedback.rating.${rating}`)}</th>
                <td>
                  <div className={classes.share}>
                    <span className={classes.bar} aria-hidden="true">
                      <span style={{ width: `${(100 * count) / most}%` }} />
                    </span>
                    {count}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
