import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { Icon } from '../icon.tsx';
import classes from './data-table.module.css';
import type { Column } from './data-table-props.ts';
import type { TableView } from './table-view.ts';

interface SortableHeaderProps<T> {
  column: Column<T>;
  view: TableView;
  onView: (change: Partial<TableView>) => void;
}

/** A column's heading; a button that sorts where the column can be sorted. */
export function SortableHeader<T>({ column, view, onView }: SortableHeaderProps<T>) {
  if (!isSortable(column)) {
    return (
      <th scope="col" data-align={column.align}>
        {column.hideHeader ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
      </th>
    );
  }
  const isSorted = view.sort === column.key;
  const next = isSorted && view.order === 'asc' ? 'desc' : 'asc';
  const icon = !isSorted ? 'upDown' : view.order === 'asc' ? 'up' : 'down';
  return (
    <th
      scope="col"
      data-align={column.align}
      aria-sort={isSorted ? (view.order === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <UnstyledButton
        className={classes.sort}
        data-sorted={isSorted}
        onClick={() => onView({ sort: column.key, order: next, page: 1 })}
      >
        {column.header}
        <Icon name={icon} size={16} />
      </UnstyledButton>
    </th>
  );
}

export const isSortable = <T,>(column: Column<T>): boolean =>
  column.value !== undefined && column.sortable !== false && !column.exportOnly;
