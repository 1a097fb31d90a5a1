import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../icon.tsx';
import classes from './data-table.module.css';
import type { DataTableProps } from './data-table-props.ts';
import { isSortable } from './sortable-header.tsx';
import type { Order, TableView } from './table-view.ts';

const typingPauseMs = 250;

/** Search, filters and export above a table; on phones also the order, since the headings are not shown there. */
export function TableToolbar<T>(props: DataTableProps<T>) {
  const isNarrowed = props.view.search !== '' || props.isFiltered === true;
  const clear = () => {
    props.onView({ search: '', page: 1 });
    props.onClearFilters?.();
  };
  return (
    <search className={classes.toolbar}>
      {props.searchHint && <SearchBox hint={props.searchHint} view={props.view} onView={props.onView} />}
      {props.filters}
      <PhoneOrder {...props} />
      {isNarrowed && (
        <Button variant="subtle" onClick={clear}>
          {t('table.clearFilters')}
        </Button>
      )}
      {props.onExport && (
        <Button
          className={classes.export}
          variant="default"
          leftSection={<Icon name="download" />}
          onClick={() => void props.onExport?.()}
        >
          {t('table.export')}
        </Button>
      )}
    </search>
  );
}

interface Viewing {
  view: TableView;
  onView: (change: Partial<TableView>) => void;
}

/** Searches once the typing pauses, so that each letter does not ask the server. */
function SearchBox({ hint, view, onView }: Viewing & { hint: string }) {
  const [text, setText] = useState(view.search);
  const sent = useRef(view.search);
  useEffect(() => {
    if (view.search === sent.current) return;
    sent.current = view.search;
    setText(view.search);
  }, [view.search]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      onView({ search: text.trim(), page: 1 });
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, onView]);
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={`${t('table.search')}: ${hint}`}
      placeholder={hint}
      leftSection={<Icon name="search" />}
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function PhoneOrder<T>({ columns, view, onView }: DataTableProps<T>) {
  const sortable = columns.filter(isSortable);
  if (sortable.length < 2) return null;
  const options = sortable.flatMap((column) => [
    { value: `${column.key} asc`, label: `${column.header}, ${t('table.sortedUp')}` },
    { value: `${column.key} desc`, label: `${column.header}, ${t('table.sortedDown')}` },
  ]);
  return (
    <NativeSelect
      className={classes.phoneOrder}
      aria-label={t('table.order')}
      data={options}
      value={`${view.sort} ${view.order}`}
      onChange={(event) => {
        const [sort = '', order] = event.currentTarget.value.split(' ');
        onView({ sort, order: order as Order, page: 1 });
      }}
    />
  );
}
