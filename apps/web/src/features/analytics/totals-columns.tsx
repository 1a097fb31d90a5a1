import type { SessionTotals } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import type { Column } from '../../ui/table/data-table-props.ts';
import { lateRateOf, percentWords, rateOf, tenths } from './rates.ts';

const percent = <T,>(key: string, header: string, of: (row: T) => number | null): Column<T> => ({
  key,
  header,
  align: 'end',
  value: (row) => tenths(of(row)),
  cell: (row) => percentWords(of(row)),
});

export const countColumn = <T,>(key: string, header: string, of: (row: T) => number): Column<T> => ({
  key,
  header,
  align: 'end',
  value: of,
  cell: of,
});

export const percentColumn = percent;

/** The columns that every table of sessions has, in one order. */
export const totalsColumns = <T extends SessionTotals>(): Column<T>[] => [
  percent('rate', t('analytics.rate'), rateOf),
  countColumn('attended', t('analytics.attended'), ({ attended }) => attended),
  countColumn('counted', t('analytics.counted'), ({ counted }) => counted),
  percent('lateRate', t('analytics.lateRate'), lateRateOf),
  countColumn('late', t('analytics.late'), ({ late }) => late),
  countColumn('excused', t('analytics.excused'), ({ excused }) => excused),
  countColumn('sessions', t('analytics.sessions'), ({ sessions }) => sessions),
];
