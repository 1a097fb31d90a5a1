import type { Analytics } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Column } from '../../ui/table/data-table-props.ts';
import type { AnalyticsSearch } from './analytics-search.ts';
import { BarChart } from './parts.tsx';
import { percentWords, rateOf, share, tenths } from './rates.ts';
import { countColumn, percentColumn, totalsColumns } from './totals-columns.tsx';

const SHOWN = 10;

type Risky = Analytics['courses'][number] | Analytics['sections'][number];

const riskColumns = <T extends Risky>(): Column<T>[] => [
  percentColumn('belowShare', t('analytics.belowShare'), ({ below, standings }) => share(below, standings)),
  countColumn('below', t('analytics.below'), ({ below }) => below),
  ...totalsColumns<T>(),
];

/** Courses in order of the share of their students below the minimum: the first need somebody to look. */
export function CoursesPanel({ data: { courses } }: { data: Analytics }) {
  const top = courses.filter(({ below }) => below > 0).slice(0, SHOWN);
  const [first] = courses;
  const columns: Column<Analytics['courses'][number]>[] = [
    {
      key: 'course',
      header: t('analytics.course'),
      value: ({ code, name }) => `${code} ${name}`,
      cell: ({ id, code, name }) => (
        <TextLink to="/admin/analytics" search={(before: AnalyticsSearch) => ({ ...before, courseId: id })}>
          {code} {name}
        </TextLink>
      ),
    },
    ...riskColumns<Analytics['courses'][number]>(),
  ];
  return (
    <ChartPanel
      title={t('analytics.courses')}
      summary={
        first &&
        first.below > 0 &&
        t('analytics.riskiest', {
          course: `${first.code} ${first.name}`,
          below: percentWords(share(first.below, first.standings)),
          rate: percentWords(rateOf(first)),
        })
      }
      name="attendance-by-course"
      how={t('analytics.coursesHow')}
      columns={columns}
      rows={courses}
      rowKey={({ id }) => id}
      empty={t('analytics.noSessions')}
    >
      {top.length === 0 ? (
        <Notice tone="ok">{t('analytics.noRisk')}</Notice>
      ) : (
        <BarChart
          label={t('analytics.coursesLabel', { count: top.length })}
          labels={top.map(({ code }) => code)}
          name={t('analytics.belowShare')}
          values={top.map(({ below, standings }) => tenths(share(below, standings)))}
          y={{ suggestedMax: 10, title: t('analytics.belowPercent') }}
        />
      )}
    </ChartPanel>
  );
}

/** The sections of one course, riskiest first. */
export function SectionsPanel({ data: { sections } }: { data: Analytics }) {
  return (
    <ChartPanel
      title={t('analytics.sectionsOfCourse')}
      name="attendance-by-section"
      how={t('analytics.coursesHow')}
      columns={[
        { key: 'section', header: t('analytics.section'), value: ({ name }) => name, cell: ({ name }) => name },
        ...riskColumns<Analytics['sections'][number]>(),
      ]}
      rows={sections}
      rowKey={({ id }) => id}
      empty={t('analytics.noSessions')}
    >
      <BarChart
        label={t('analytics.sectionsLabel', { count: sections.length })}
        labels={sections.map(({ name }) => name)}
        name={t('analytics.rate')}
        values={sections.map((row) => tenths(rateOf(row)))}
        y={{ max: 100, step: 25, title: t('analytics.percentTitle') }}
      />
    </ChartPanel>
  );
}
