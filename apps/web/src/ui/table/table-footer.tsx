import { ActionIcon, NativeSelect } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { Icon } from '../icon.tsx';
import classes from './data-table.module.css';
import { pageCount, pageSizes, type TableView } from './table-view.ts';

interface TableFooterProps {
  total: number;
  view: TableView;
  onView: (change: Partial<TableView>) => void;
}

/** Which rows are shown, and the way to the others. */
export function TableFooter({ total, view, onView }: TableFooterProps) {
  const last = pageCount(total, view.pageSize);
  const from = total === 0 ? 0 : (view.page - 1) * view.pageSize + 1;
  const to = Math.min(total, view.page * view.pageSize);
  const isOnePage = total <= pageSizes[0];
  return (
    <div className={classes.footer}>
      <span>{isOnePage ? t('table.rows', { count: total }) : t('table.range', { from, to, total })}</span>
      {!isOnePage && (
        <div className={classes.pager}>
          <NativeSelect
            aria-label={t('table.rowsPerPage')}
            data={pageSizes.map((size) => ({ value: String(size), label: t('table.perPage', { count: size }) }))}
            value={String(view.pageSize)}
            onChange={(event) => onView({ pageSize: Number(event.currentTarget.value), page: 1 })}
          />
          <ActionIcon
            aria-label={t('table.previous')}
            disabled={view.page <= 1}
            onClick={() => onView({ page: view.page - 1 })}
          >
            <Icon name="left" />
          </ActionIcon>
          <ActionIcon
            aria-label={t('table.next')}
            disabled={view.page >= last}
            onClick={() => onView({ page: view.page + 1 })}
          >
            <Icon name="right" />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
