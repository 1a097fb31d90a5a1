import type { ReactNode } from 'react';
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
  /** Offered once all rows of a page are selected and there are more: for all that match, not only those. */
  bulkAll?: ((allIds: readonly string[]) => ReactNode) | undefined;
  /** Ids of all that match, where they are known here. */
  matchingIds?: readonly string[];
  /** Saves what is shown (all pages) as a file. */
  onExport?: (() => void | Promise<void>) | undefined;
}
