import { Checkbox, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../../strings/index.ts';
import { announce } from '../announce.tsx';
import { Empty } from '../states.tsx';
import classes from './data-table.module.css';
import type { Column, DataTableProps } from './data-table-props.ts';
import { moveBetweenRows } from './row-keys.ts';
import { SortableHeader } from './sortable-header.tsx';
import { TableFooter } from './table-footer.tsx';
import { TableToolbar } from './table-toolbar.tsx';

export type { Column, DataTableProps, TableSelection } from './data-table-props.ts';

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
          {isPageSelected(props, selected) && total > rows.length && props.bulkAll?.(props.matchingIds ?? [])}
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

const isPageSelected = <T,>({ rows, rowKey }: DataTableProps<T>, selected: ReadonlySet<string>): boolean =>
  rows.length > 0 && rows.every((row) => selected.has(rowKey(row)));

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
