// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the cells that are out of sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
import { useMediaQuery } from '@mantine/hooks';
import type { RegisterSession, RegisterStudent } from '@smart-presence/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { t } from '../../../strings/index.ts';
import { type Place, rangeOf, type Span } from './edits.ts';
import classes from './register.module.css';
import { HeadCell, Row } from './register-parts.tsx';

const ROW = 44;
const COLUMN = 56;
const HEAD = 64;
const NAMES = { desk: 264, phone: 148 };

export interface GridHandle {
  focus: () => void;
}

interface RegisterGridProps {
  students: readonly RegisterStudent[];
  sessions: readonly RegisterSession[];
  minimumPercent: number;
  codeAt: (place: Place) => string | null;
  /** The code of a mark that a key sets. */
  codeOfKey: (key: string) => string | undefined;
  onSet: (places: Place[], code: string) => void;
  onShow: (place: Place) => void;
  ref?: Ref<GridHandle>;
}

type Move = (cell: Span, last: Span) => Span;
const moves: Record<string, Move> = {
  ArrowDown: (cell, last) => ({ ...cell, row: Math.min(last.row, cell.row + 1) }),
  ArrowUp: (cell) => ({ ...cell, row: Math.max(0, cell.row - 1) }),
  ArrowRight: (cell, last) => ({ ...cell, column: Math.min(last.column, cell.column + 1) }),
  ArrowLeft: (cell) => ({ ...cell, column: Math.max(0, cell.column - 1) }),
  PageDown: (cell, last) => ({ ...cell, row: Math.min(last.row, cell.row + 10) }),
  PageUp: (cell) => ({ ...cell, row: Math.max(0, cell.row - 10) }),
  Home: (cell) => ({ ...cell, column: 0 }),
  End: (cell, last) => ({ ...cell, column: last.column }),
};

/**
 * Students × sessions; only what is in sight is drawn. The grid itself has the focus and says which cell is active, so
 * that a cell may leave the page while one scrolls.
 */
export function RegisterGrid(props: RegisterGridProps) {
  const { students, sessions, codeOfKey, onSet, onShow } = props;
  const names = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false })
    ? NAMES.phone
    : NAMES.desk;
  const scroller = useRef<HTMLDivElement>(null);
  const last = { row: students.length - 1, column: sessions.length - 1 };
  const [cell, setCell] = useState<Span>({ row: 0, column: last.column });
  const [anchor, setAnchor] = useState<Span | null>(null);
  const active = { row: Math.min(cell.row, last.row), column: Math.min(cell.column, last.column) };
  const range = rangeOf(anchor ?? active, active);
  const rows = useVirtualizer({
    count: students.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
    overscan: 8,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN,
    paddingStart: names,
    scrollPaddingStart: names,
    overscan: 4,
  });
  useImperativeHandle(props.ref, () => ({ focus: () => scroller.current?.focus() }));
  useShowNewest(columns, sessions.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width of the names moves all columns
  useEffect(() => columns.measure(), [names]);

  const goTo = (next: Span, isExtending: boolean) => {
    setAnchor(isExtending ? (anchor ?? active) : null);
    setCell(next);
    rows.scrollToIndex(next.row);
    columns.scrollToIndex(next.column);
  };
  const placeOf = ({ row, column }: Span): Place => ({
    studentId: students[row]?.student.id ?? '',
    sessionId: sessions[column]?.id ?? '',
  });
  const chosen = (): Place[] => {
    const places: Place[] = [];
    for (let row = range.rows[0]; row <= range.rows[1]; row += 1)
      for (let column = range.columns[0]; column <= range.columns[1]; column += 1)
        places.push(placeOf({ row, column }));
    return places;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    const code = codeOfKey(event.key);
    if (move) goTo(move(active, last), event.shiftKey);
    else if (event.key === 'Enter') onShow(placeOf(active));
    else if (event.key === 'Escape' && anchor) setAnchor(null);
    else if (code) {
      onSet(chosen(), code);
      // One after the other, as with a list on paper; a range stays chosen.
      if (!anchor) goTo({ ...active, row: Math.min(last.row, active.row + 1) }, false);
    } else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')?.dataset.at;
    if (!at) return;
    const [row = 0, column = 0] = at.split(' ').map(Number);
    const isAgain = row === active.row && column === active.column && !event.shiftKey;
    if (isAgain && scroller.current === document.activeElement && event.detail !== 1) onShow(placeOf(active));
    else if (isAgain && (event.nativeEvent as PointerEvent).pointerType === 'touch') onShow(placeOf(active));
    else goTo({ row, column }, event.shiftKey);
  };

  const visible = columns.getVirtualItems();
  const drawn = rows.getVirtualItems();
  // Scrolled out of sight by hand, the active cell is not on the page.
  const isDrawn =
    drawn.some(({ index }) => index === active.row) && visible.some(({ index }) => index === active.column);
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={classes.grid}
      aria-label={t('register.grid')}
      aria-rowcount={students.length + 1}
      aria-colcount={sessions.length + 1}
      aria-multiselectable
      {...(isDrawn && { 'aria-activedescendant': `mark-${active.row}-${active.column}` })}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div
        className={classes.sheet}
        role="presentation"
        style={{ height: rows.getTotalSize(), width: columns.getTotalSize() }}
      >
        <div role="row" aria-rowindex={1} className={classes.head}>
          <div role="columnheader" aria-colindex={1} className={classes.corner} style={{ width: names }}>
            {t('register.student')}
          </div>
          {visible.map((item) => (
            <HeadCell key={item.key} item={item} session={sessions[item.index]} />
          ))}
        </div>
        {drawn.map((item) => (
          <Row
            key={students[item.index]?.student.id ?? item.key}
            item={item}
            visible={visible}
            active={active}
            range={range}
            names={names}
            {...props}
          />
        ))}
      </div>
    </div>
  );
}

/** A register is opened for what was last. */
function useShowNewest(columns: { scrollToIndex: (index: number) => void }, count: number): void {
  const isShown = useRef(false);
  useEffect(() => {
    if (isShown.current || count === 0) return;
    isShown.current = true;
    columns.scrollToIndex(count - 1);
  });
}
