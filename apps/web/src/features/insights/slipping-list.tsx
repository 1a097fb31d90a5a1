import { type SectionInsight, SLIPPING_BEFORE, SLIPPING_POINTS, SLIPPING_RECENT } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import charts from '../../ui/charts/charts.module.css';
import classes from './insights.module.css';

/** Names with what says so, in the order of the alphabet; and what it takes to be named. */
export function SlippingList({ slipping }: Pick<SectionInsight, 'slipping'>) {
  return (
    <>
      {slipping.length === 0 ? (
        <p className={charts.words}>{t('insight.nobodySlipping')}</p>
      ) : (
        <ul className={classes.people}>
          {slipping.map(({ student, recent, before }) => (
            <li key={student.id}>
              <span className={classes.name}>
                {student.name}
                {student.usn !== null && <span className={classes.usn}>{student.usn}</span>}
              </span>
              <span>
                {t('insight.evidence', {
                  recent: shared(recent.attended),
                  recentOf: recent.of,
                  before: shared(before.attended),
                  beforeOf: before.of,
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary className={charts.summary}>{t('insight.slippingHow')}</summary>
        <p className={charts.words}>
          {t('insight.slippingRule', { recent: SLIPPING_RECENT, before: SLIPPING_BEFORE, points: SLIPPING_POINTS })}
        </p>
      </details>
    </>
  );
}

/** One decimal at most, rounded down: a share of a class is not a class. */
const shared = (attended: number): number => Math.floor(attended * 10 + 1e-6) / 10;
