import type { Board } from '@smart-presence/contract';
import { type KeyboardEvent, useRef, useState } from 'react';
import { t } from '../../strings/index.ts';
import { type MarkKind, toneOfMark, usePolicy } from '../attendance/mark-kinds.ts';
import { keysOf } from './mark-keys.ts';
import classes from './roll-call.module.css';

interface RollGridProps {
  board: Board;
  kinds: readonly MarkKind[];
  codeOf: (studentId: string) => string | null;
  onSet: (studentId: string, code: string) => void;
  onHistory: (studentId: string) => void;
}

interface Cell {
  row: number;
  column: number;
}

const moves: Record<string, (cell: Cell, last: Cell) => Cell> = {
  ArrowDown: (cell, last) => ({ ...cell, row: Math.min(last.row, cell.row + 1) }),
  ArrowUp: (cell) => ({ ...cell, row: Math.max(0, cell.row - 1) }),
  ArrowRight: (cell, last) => ({ ...cell, column: Math.min(last.column, cell.column + 1) }),
  ArrowLeft: (cell) => ({ ...cell, column: Math.max(0, cell.column - 1) }),
  Home: (cell) => ({ ...cell, row: 0 }),
  End: (cell, last) => ({ ...cell, row: last.row }),
};

/** One row per student, one button per mark. One stop for the Tab key; arrows move, letters mark and go on. */
export function RollGrid({ board, kinds, codeOf, onSet, onHistory }: RollGridProps) {
  const grid = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<Cell>({ row: 0, column: 0 });
  const policy = usePolicy();
  const codes = kinds.map(({ code }) => code);
  const keys = new Map([...keysOf(codes)].map(([code, key]) => [key, code]));
  const last = { row: board.roster.length - 1, column: codes.length - 1 };

  const goTo = (cell: Cell) => {
    setCurrent(cell);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${cell.row}-${cell.column}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    const code = keys.get(event.key.toUpperCase());
    const student = board.roster[current.row]?.student;
    if (move) goTo(move(current, last));
    else if (code && student) {
      onSet(student.id, code);
      goTo({ row: Math.min(last.row, current.row + 1), column: codes.indexOf(code) });
    } else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved between is a grid
    <table ref={grid} role="grid" className={classes.grid} aria-label={t('faculty.roll.list')} onKeyDown={onKeyDown}>
      <tbody>
        {board.roster.map(({ student }, row) => {
          const shown = codeOf(student.id);
          return (
            <tr key={student.id} className={classes.row} data-marked={shown !== null}>
              <th scope="row" className={classes.student}>
                <button type="button" tabIndex={-1} className={classes.name} onClick={() => onHistory(student.id)}>
                  {student.name}
                  {student.usn && <span className={classes.usn}>{student.usn}</span>}
                </button>
              </th>
              {kinds.map(({ code, name }, column) => (
                <td key={code} className={classes.cell}>
                  <button
                    type="button"
                    data-cell={`${row}-${column}`}
                    className={classes.mark}
                    data-tone={toneOfMark(code, policy)}
                    aria-pressed={shown === code}
                    aria-label={t('faculty.roll.mark', { student: student.name, mark: name, code })}
                    title={name}
                    tabIndex={row === current.row && column === current.column ? 0 : -1}
                    onFocus={() => setCurrent({ row, column })}
                    onClick={() => onSet(student.id, code)}
                  >
                    {code}
                  </button>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
