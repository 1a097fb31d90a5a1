import { Checkbox, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { t } from '../../strings/index.ts';
import { announce } from '../announce.tsx';
import { Empty } from '../states.tsx';
import classes from './data-table.module.css';
import { moveBetweenRows } from './row-keys.ts';
import { SortableHeader } from './sortable-header.tsx';
import { TableFooter } from './table-footer.tsx';
import { TableToolbar } from './table-toolbar.tsx';
import type { Cell, TableView } from './table-view.ts';

export interface Column<T> {
  /** Names the column in the view's `sort`. */
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the cell says, for sorting and export. Without it the column can do neither. */
  value?: (row: T) => Cell;
  /** False: exported but not sortable. */
  sortable?: boolean;
  /** Heading of the column in the export; the header unless given. */
  exportAs?: string;
  /** Numbers stand at the end. */
  align?: 'end';
  /** On phones the value stands alone, without the header's words in front. */
  plain?: boolean;
  /** In the export only: for what another cell shows already. */
  exportOnly?: boolean;
  /** The heading is for screen readers only. */
  hideHeader?: boolean;
  /** On phones the cell sits in the card's corner: for a menu of actions. */
  corner?: boolean;
}

export interface TableSelection {
  ids: readonly string[];
  clear: () => void;
}

export interface DataTableProps<T> {
  /** Says what the rows are, for screen readers. */
  caption: string;
  /** The first column names the row: put its link or button there, arrow keys move between them. */
  columns: readonly Column<T>[];
  /** Rows of this page. */
  rows: readonly T[];
  /** Rows there are with this search and these filters. */
  total: number;
  view: TableView;
  onView: (change: Partial<TableView>) => void;
  rowKey: (row: T) => string;
  rowName: (row: T) => string;
  /** What the search box searches, such as "Name, e-mail or USN". Without it there is no search box. */
  searchHint?: string | undefined;
  /** Filter controls beside the search. */
  filters?: ReactNode;
  /** Set when a filter is on, to tell an empty result from an empty list. */
  isFiltered?: boolean;
  onClearFilters?: () => void;
  /** Shown when there is nothing at all: teaches what belongs here. */
  empty: ReactNode;
  /** Buttons for the selected rows; rows can be selected when given. */
  bulk?: ((selection: TableSelection) => ReactNode) | undefined;
  /** Saves what is shown (all pages) as a file. */
  onExport?: (() => void | Promise<void>) | undefined;
}

/** A table that searches, filters, sorts, pages, selects and exports. On phones each row becomes a card. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, total, view, onView } = props;
  const columns = shownColumns(props.columns);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const isNarrowed = view.search !== '' || props.isFiltered === true;
  useAnnouncedTotal(total);
  if (total === 0 && !isNarrowed) return <>{props.empty}</>;
  const clear = () => setSelected(new Set());
  const selection = { ids: [...selected], clear };
  return (
    <div className={classes.frame}>
      <TableToolbar {...props} />
      {props.bulk && selected.size > 0 && (
        <section className={classes.bulk} aria-label={t('table.selected', { count: selected.size })}>
          <span>{t('table.selected', { count: selected.size })}</span>
          {props.bulk(selection)}
        </section>
      )}
      {rows.length === 0 ? (
        <NothingFound {...props} />
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table} {...roles.table}>
            <caption>
              <VisuallyHidden>
                {props.caption}. {t('table.keys')}
              </VisuallyHidden>
            </caption>
            <thead {...roles.group}>
              <tr {...roles.row}>
                {props.bulk && (
                  <th scope="col" className={classes.check} data-label={t('table.selectAllShort')} {...roles.heading}>
                    <SelectPage {...props} selected={selected} onSelect={setSelected} />
                  </th>
                )}
                {columns.map((column) => (
                  <SortableHeader key={column.key} column={column} view={view} onView={onView} />
                ))}
              </tr>
            </thead>
            <tbody {...roles.group} onKeyDown={moveBetweenRows}>
              {rows.map((row) => (
                <Row key={props.rowKey(row)} row={row} {...props} selected={selected} onSelect={setSelected} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <TableFooter total={total} view={view} onView={onView} />
    </div>
  );
}

const shownColumns = <T,>(columns: readonly Column<T>[]) => columns.filter(({ exportOnly }) => !exportOnly);

/** Said out loud because Safari forgets what a table is when its rows are laid out as cards. */
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  heading: { role: 'columnheader' },
  name: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

interface Selecting {
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

function Row<T>(props: DataTableProps<T> & Selecting & { row: T }) {
  const { row, selected, onSelect, bulk } = props;
  const id = props.rowKey(row);
  const isSelected = selected.has(id);
  const toggle = () => onSelect(isSelected ? selected.difference(new Set([id])) : selected.union(new Set([id])));
  return (
    <tr data-selected={isSelected} {...roles.row}>
      {bulk && (
        <td className={classes.check} {...roles.cell}>
          <Checkbox
            data-row-select
            checked={isSelected}
            onChange={toggle}
            aria-label={t('table.selectRow', { name: props.rowName(row) })}
          />
        </td>
      )}
      {shownColumns(props.columns).map((column, place) => {
        const content = column.cell(row);
        const shared = {
          ...roles.cell,
          'data-align': column.align,
          'data-label': column.plain || column.corner ? undefined : column.header,
          'data-corner': column.corner,
        };
        return place === 0 ? (
          <th key={column.key} scope="row" data-row-main {...roles.name}>
            {content}
          </th>
        ) : (
          <td key={column.key} {...shared}>
            {content}
          </td>
        );
      })}
    </tr>
  );
}

function SelectPage<T>(props: DataTableProps<T> & Selecting) {
  const ids = new Set(props.rows.map(props.rowKey));
  const chosen = ids.intersection(props.selected).size;
  const isAll = chosen === ids.size && ids.size > 0;
  return (
    <Checkbox
      aria-label={t('table.selectAll')}
      checked={isAll}
      indeterminate={chosen > 0 && !isAll}
      onChange={() => props.onSelect(isAll ? props.selected.difference(ids) : props.selected.union(ids))}
    />
  );
}

function NothingFound<T>(_props: DataTableProps<T>) {
  return (
    <Empty icon="search" title={t('table.nothingFound')}>
      {t('table.nothingFoundBody')}
    </Empty>
  );
}

function useAnnouncedTotal(total: number): void {
  const [said, setSaid] = useState(total);
  useEffect(() => {
    if (said === total) return;
    announce(t('table.rows', { count: total }));
    setSaid(total);
  }, [said, total]);
}
