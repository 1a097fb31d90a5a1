import type { Analytics } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Time } from '../../ui/time.tsx';
import { BarChart } from './parts.tsx';
import { percentWords, share } from './rates.ts';
import { countColumn, percentColumn } from './totals-columns.tsx';

interface Row {
  key: string;
  name: string;
  /** Under its bar. */
  short: string;
  students: number;
}

/** Who will be eligible if things go on as they are, and what it takes for the others. */
export function EligibilityPanel({ data: { eligibility, term } }: { data: Analytics }) {
  const { none, met, condonable, short, needs, at } = eligibility;
  const standing = met + condonable + short;
  const all = none + standing;
  const rows: Row[] = [
    { key: 'met', name: t('analytics.met'), short: t('analytics.shortMet'), students: met },
    { key: 'upTo3', name: t('analytics.needsUpTo3'), short: t('analytics.shortUpTo3'), students: needs.upTo3 },
    { key: 'upTo10', name: t('analytics.needsUpTo10'), short: t('analytics.shortUpTo10'), students: needs.upTo10 },
    { key: 'more', name: t('analytics.needsMore'), short: t('analytics.shortMore'), students: needs.more },
    { key: 'never', name: t('analytics.needsNever'), short: t('analytics.shortNever'), students: needs.never },
    { key: 'none', name: t('analytics.none'), short: t('analytics.shortNone'), students: none },
  ];
  return (
    <ChartPanel
      title={t('analytics.eligibility')}
      summary={
        <>
          {standing > 0 && t('analytics.eligibleNow', { percent: percentWords(share(met, standing)), condonable })}{' '}
          <TextLink underline="always" to="/shortage" search={term ? { termId: term.id } : {}}>
            {t('shortage.link')}
          </TextLink>
        </>
      }
      name="eligibility"
      how={
        <>
          {t('analytics.eligibilityHow')} {t('analytics.asOf')} <Time at={at} style="time" />.
        </>
      }
      columns={[
        { key: 'name', header: t('analytics.standing'), value: ({ name }) => name, cell: ({ name }) => name },
        countColumn<Row>('students', t('analytics.studentsInSections'), ({ students }) => students),
        percentColumn<Row>('share', t('analytics.share'), ({ students }) => share(students, all)),
      ]}
      rows={all === 0 ? [] : rows}
      rowKey={({ key }) => key}
      empty={t('analytics.noStandings')}
    >
      <BarChart
        label={t('analytics.eligibilityLabel', { met, count: condonable + short })}
        labels={rows.map((row) => row.short)}
        name={t('analytics.studentsInSections')}
        values={rows.map(({ students }) => students)}
        y={{ isWhole: true }}
      />
    </ChartPanel>
  );
}
