// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the cells that are out of sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
import { VisuallyHidden } from '@mantine/core';
import type { RegisterSession, RegisterStudent } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import type { VirtualItem } from '@tanstack/react-virtual';
import { t } from '../../../strings/index.ts';
import { formatInstant } from '../../../ui/format-time.ts';
import { Icon } from '../../../ui/icon.tsx';
import { useZone } from '../../../ui/time.tsx';
import { toneOfMark, usePolicy } from '../../attendance/mark-kinds.ts';
import type { Place, rangeOf, Span } from './edits.ts';
import classes from './register.module.css';

/** A session: when it was, whether its marks can be changed, and the way to it. */
export function HeadCell({ item, session }: { item: VirtualItem; session: RegisterSession | undefined }) {
  const zone = useZone();
  if (!session) return null;
  const when = formatInstant(session.openedAt, zone);
  const [day, month] = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone })
    .format(session.openedAt)
    .split(' ');
  return (
    <div
      role="columnheader"
      aria-colindex={item.index + 2}
      className={classes.headCell}
      style={{ left: item.start, width: item.size }}
    >
      <Link to="/sessions/$id" params={{ id: session.id }} tabIndex={-1} className={classes.headLink} title={when}>
        <span className={classes.day}>{day}</span>
        <span>{month}</span>
        {session.isEditable ? (
          <span className={classes.time}>{formatInstant(session.openedAt, zone, 'time')}</span>
        ) : (
          <>
            <Icon name="lock" size={14} />
            <VisuallyHidden>{t('register.lockedShort')}</VisuallyHidden>
          </>
        )}
      </Link>
    </div>
  );
}

interface RowProps {
  students: readonly RegisterStudent[];
  sessions: readonly RegisterSession[];
  minimumPercent: number;
  codeAt: (place: Place) => string | null;
  item: VirtualItem;
  visible: readonly VirtualItem[];
  active: Span;
  range: ReturnType<typeof rangeOf>;
  names: number;
}

/** A student: name, percentage and the marks that are in sight. */
export function Row({ item, visible, active, range, names, students, sessions, minimumPercent, codeAt }: RowProps) {
  const zone = useZone();
  const policy = usePolicy();
  const row = students[item.index];
  if (!row) return null;
  const { student, isDropped } = row;
  const nameOf = (code: string | null) =>
    code === null ? t('register.noMark') : (policy?.marks.find((kind) => kind.code === code)?.name ?? code);
  const isRowChosen = range.rows[0] <= item.index && item.index <= range.rows[1];
  return (
    <div
      role="row"
      aria-rowindex={item.index + 2}
      className={classes.row}
      style={{ top: item.start, height: item.size }}
    >
      <div role="rowheader" aria-colindex={1} className={classes.name} style={{ width: names }}>
        <span className={classes.who}>
          <span className={classes.studentName}>{student.name}</span>
          <span className={classes.usn}>
            {student.usn}
            {isDropped && ` · ${t('register.left')}`}
          </span>
        </span>
        <Percent percent={row.percent} minimumPercent={minimumPercent} />
      </div>
      {visible.map(({ index, start, size, key }) => {
        const session = sessions[index];
        if (!session) return null;
        const code = codeAt({ studentId: student.id, sessionId: session.id });
        const isActive = active.row === item.index && active.column === index;
        const isChosen = isRowChosen && range.columns[0] <= index && index <= range.columns[1];
        const when = formatInstant(session.openedAt, zone);
        return (
          <div
            key={key}
            id={`mark-${item.index}-${index}`}
            role="gridcell"
            aria-colindex={index + 2}
            aria-selected={isChosen}
            aria-readonly={!session.isEditable}
            aria-label={t('register.cell', { student: student.name, when, mark: nameOf(code) })}
            data-at={`${item.index} ${index}`}
            data-active={isActive}
            data-locked={!session.isEditable}
            className={classes.cell}
            style={{ left: start, width: size }}
          >
            {code !== null && (
              <span className={classes.code} data-tone={toneOfMark(code, policy)}>
                {code}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Rounded down, so that a percentage just under the minimum never reads as the minimum. */
function Percent({ percent, minimumPercent }: { percent: number | null; minimumPercent: number }) {
  if (percent === null) return <span className={classes.percent}>{t('register.noPercent')}</span>;
  return (
    <span className={classes.percent} data-tone={percent + 1e-9 < minimumPercent ? 'bad' : 'ok'}>
      {t('register.percentOf', { percent: Math.floor(percent + 1e-9) })}
    </span>
  );
}
