import { SecurityKind } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { ChartPanel } from '../../ui/charts/chart-panel.tsx';
import { BarChart } from '../../ui/charts/charts.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import type { Overview } from './overview-data.ts';
import classes from './security.module.css';

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
  return (
    <ChartPanel
      title={title}
      order={3}
      rows={rows.filter(([, count]) => count > 0)}
      rowKey={([name]) => name}
      columns={[
        { key: 'name', header: first, cell: ([name]) => name },
        { key: 'count', header: t('security.count'), cell: ([, count]) => count },
      ]}
      empty={t('security.noAttacks')}
    >
      <BarChart
        label={label}
        labels={rows.map(([name]) => name)}
        name={t('security.count')}
        values={rows.map(([, count]) => count)}
        y={{ suggestedMax: 4, isWhole: true }}
      />
    </ChartPanel>
  );
}
