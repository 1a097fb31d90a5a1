import { useState } from 'react';
import { saveText, toCsv } from '../csv.ts';
import { type Column, DataTable, type DataTableProps } from './data-table.tsx';
import { pageOf, searchRows, sortRows, type TableView } from './table-view.ts';

type LocalTableProps<T> = Omit<DataTableProps<T>, 'total' | 'view' | 'onView' | 'onExport' | 'rows' | 'matchingIds'> & {
  /** All rows; the table searches, sorts and pages them itself. */
  rows: readonly T[];
  /** Remembers order and page size on this device under this name, and names the exported file. */
  name: string;
  initial?: Partial<Pick<TableView, 'sort' | 'order' | 'pageSize'>>;
  /** False for tables that should not be exported. */
  canExport?: boolean;
};

/** A DataTable over rows that are all loaded already. */
export function LocalTable<T>({ rows, name, initial, canExport = true, ...rest }: LocalTableProps<T>) {
  const [view, setView] = useRememberedView(name, {
    sort: rest.columns[0]?.key ?? '',
    order: 'asc',
    pageSize: 25,
    ...initial,
  });
  const found = searchRows(rows, (row) => textOf(row, rest.columns), view.search);
  const sortColumn = rest.columns.find((column) => column.key === view.sort);
  const sorted = sortColumn?.value ? sortRows(found, sortColumn.value, view.order) : found;
  const shown = pageOf(sorted, view);
  const save = () => saveText(`${name}.csv`, csvOf(sorted, rest.columns));
  return (
    <DataTable
      {...rest}
      rows={shown.rows}
      matchingIds={found.map(rest.rowKey)}
      total={found.length}
      view={{ ...view, page: shown.page }}
      onView={setView}
      onExport={canExport ? save : undefined}
    />
  );
}

/** Rows as CSV, one column for each that has a value. */
export function csvOf<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const exported = columns.flatMap(({ header, exportAs, value }) =>
    value ? [{ name: exportAs ?? header, value }] : [],
  );
  return toCsv([exported.map(({ name }) => name), ...rows.map((row) => exported.map(({ value }) => value(row)))]);
}

const textOf = <T,>(row: T, columns: readonly Column<T>[]): string =>
  columns.map((column) => column.value?.(row) ?? '').join(' ');

type Remembered = Pick<TableView, 'sort' | 'order' | 'pageSize'>;

function useRememberedView(name: string, initial: Remembered) {
  const key = `table.${name}`;
  const [view, setView] = useState<TableView>(() => ({ ...initial, ...recall(key), search: '', page: 1 }));
  const [change] = useState(() => (part: Partial<TableView>) => {
    setView((before) => {
      const after = { ...before, ...part };
      const { sort, order, pageSize } = after;
      localStorage.setItem(key, JSON.stringify({ sort, order, pageSize }));
      return after;
    });
  });
  return [view, change] as const;
}

function recall(key: string): Partial<Remembered> {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Remembered>;
    return {
      ...(typeof kept.sort === 'string' && { sort: kept.sort }),
      ...((kept.order === 'asc' || kept.order === 'desc') && { order: kept.order }),
      ...(Number.isInteger(kept.pageSize) && Number(kept.pageSize) > 0 && { pageSize: Number(kept.pageSize) }),
    };
  } catch {
    return {};
  }
}
