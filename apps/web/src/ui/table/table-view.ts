export type Order = 'asc' | 'desc';

/** How a table is looked at: what is searched for, in which order, which page. */
export interface TableView {
  search: string;
  /** Key of the column sorted by. */
  sort: string;
  order: Order;
  /** From 1. */
  page: number;
  pageSize: number;
}

export type Cell = string | number | null;
export const pageSizes = [10, 25, 50, 100, 200] as const;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** Rows in order of a value; empty values last in either direction, equal ones as they came. */
export function sortRows<T>(rows: readonly T[], cellOf: (row: T) => Cell, order: Order): T[] {
  const sign = order === 'asc' ? 1 : -1;
  return rows.toSorted((left, right) => {
    const a = cellOf(left);
    const b = cellOf(right);
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compare(a, b);
  });
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Rows in which every word of the search occurs, whatever case or accents. */
export function searchRows<T>(rows: readonly T[], textOf: (row: T) => string, search: string): T[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = fold(textOf(row));
    return words.every((word) => text.includes(word));
  });
}

/** The rows of one page; of the last page when there are not so many. */
export function pageOf<T>(rows: readonly T[], view: Pick<TableView, 'page' | 'pageSize'>): { rows: T[]; page: number } {
  const page = Math.min(view.page, pageCount(rows.length, view.pageSize));
  return { rows: rows.slice((page - 1) * view.pageSize, page * view.pageSize), page };
}

/** At least 1: an empty table has one empty page. */
export const pageCount = (total: number, pageSize: number): number => Math.max(1, Math.ceil(total / pageSize));
