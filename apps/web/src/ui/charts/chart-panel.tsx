import { Button, Skeleton, Title } from '@mantine/core';
import { type ReactNode, Suspense, useId } from 'react';
import { t } from '../../strings/index.ts';
import { saveText } from '../csv.ts';
import { Icon } from '../icon.tsx';
import type { Column } from '../table/data-table-props.ts';
import { csvOf } from '../table/local-table.tsx';
import classes from './charts.module.css';

interface ChartPanelProps<T> {
  title: string;
  /** 3 below a heading of its own. */
  order?: 2 | 3;
  /** A sentence that says what the chart says. */
  summary?: ReactNode;
  /** Names the exported file; without it there is nothing to take along. */
  name?: string;
  /** How the numbers come about. */
  how?: ReactNode;
  /** The same numbers as a table: the chart's equal, for whoever cannot see it or wants to copy them. */
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** In place of a chart without rows. */
  empty: string;
  /** The chart, loaded lazily or not. */
  children: ReactNode;
}

/** A chart with everything a chart needs beside it: its numbers as a table and as a file, and how they are computed. */
export function ChartPanel<T>(props: ChartPanelProps<T>) {
  const { title, summary, name, how, columns, rows, empty, children } = props;
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <Title order={props.order ?? 2} size="h3" id={id}>
          {title}
        </Title>
        {name !== undefined && rows.length > 0 && (
          <Button
            variant="default"
            leftSection={<Icon name="download" />}
            aria-label={t('chart.exportOf', { title })}
            onClick={() => saveText(`${name}.csv`, csvOf(rows, columns))}
          >
            {t('table.export')}
          </Button>
        )}
      </header>
      {summary && <p className={classes.words}>{summary}</p>}
      {rows.length === 0 ? (
        <p className={classes.words}>{empty}</p>
      ) : (
        <>
          <Suspense fallback={<Skeleton height="15rem" />}>{children}</Suspense>
          <details>
            <summary className={classes.summary}>{t('chart.asTable')}</summary>
            <NumberTable {...props} />
          </details>
        </>
      )}
      {how && (
        <details>
          <summary className={classes.summary}>{t('chart.how')}</summary>
          <div className={classes.words}>{how}</div>
        </details>
      )}
    </section>
  );
}

function NumberTable<T>({ title, columns, rows, rowKey }: ChartPanelProps<T>) {
  const [first, ...others] = columns.filter(({ exportOnly }) => !exportOnly);
  if (!first) return null;
  return (
    // Focusable, so that the keyboard reaches what is wider than a phone.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
    <section className={classes.scroll} tabIndex={0} aria-label={t('chart.tableOf', { title })}>
      <table className={classes.numbers}>
        <thead>
          <tr>
            <th scope="col">{first.header}</th>
            {others.map(({ key, header }) => (
              <th key={key} scope="col" data-align="end">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              <th scope="row">{first.cell(row)}</th>
              {others.map(({ key, cell }) => (
                <td key={key} data-align="end">
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
