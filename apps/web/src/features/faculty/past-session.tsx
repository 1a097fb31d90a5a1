import { Button } from '@mantine/core';
import type { Board } from '@smart-presence/contract';
import { type ComponentType, lazy, Suspense } from 'react';
import { t } from '../../strings/index.ts';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time } from '../../ui/time.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { type MarkKind, usePolicy } from '../attendance/mark-kinds.ts';
import { flagsOf, isOutageAlone, openReviews, type RosterEntry } from './board-facts.ts';
import { OutageCard } from './outage-card.tsx';
import { ReviewCards } from './review-cards.tsx';
import classes from './session.module.css';

// Without it the page is whole.
const BesideTheUsual = lazy<ComponentType<{ sessionId: string; sectionId: string }>>(() =>
  import('../insights/beside-the-usual.tsx').then(
    (m) => ({ default: m.BesideTheUsual }),
    () => ({ default: () => null }),
  ),
);

interface PastSessionProps {
  board: Board;
  onHistory: (studentId: string) => void;
}

/** The marks of a session that is over: counted, listed, each with its history. */
export function PastSession({ board, onHistory }: PastSessionProps) {
  const policy = usePolicy();
  const kinds = policy?.marks ?? [];
  return (
    <>
      <OutageCard board={board} />
      <ReviewCards reviews={openReviews(board).filter((review) => !isOutageAlone(review))} flags={flagsOf(board)} />
      <ul className={classes.sums}>
        {sums(board, kinds).map(({ code, count }) => (
          <li key={code}>
            <strong>{count}</strong>
            <MarkBadge code={code} />
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        <BesideTheUsual sessionId={board.session.id} sectionId={board.session.section.id} />
      </Suspense>
      <LocalTable
        name="session-marks"
        caption={t('faculty.board.roster')}
        columns={columnsOf({ kinds, waiting: waitingIn(board), onHistory })}
        rows={board.roster}
        rowKey={({ student }) => student.id}
        rowName={({ student }) => student.name}
        searchHint={t('faculty.section.searchHint')}
        initial={{ sort: 'usn', pageSize: 100 }}
        canExport={false}
        empty={<Empty icon="people" title={t('faculty.board.emptyRoster')} />}
      />
    </>
  );
}

/** How many of each mark, in the policy's order, those that occur. */
function sums({ roster }: Board, kinds: readonly MarkKind[]): { code: string; count: number }[] {
  return kinds
    .map(({ code }) => ({ code, count: roster.filter(({ mark }) => mark?.code === code).length }))
    .filter(({ count }) => count > 0);
}

const waitingIn = (board: Board): ReadonlySet<string> => new Set(openReviews(board).map(({ student }) => student.id));

function columnsOf(props: {
  kinds: readonly MarkKind[];
  /** Students about whom somebody has still to decide. */
  waiting: ReadonlySet<string>;
  onHistory: (id: string) => void;
}): Column<RosterEntry>[] {
  const { kinds, waiting, onHistory } = props;
  const nameOf = (code: string | undefined) => kinds.find((kind) => kind.code === code)?.name ?? code ?? null;
  return [
    {
      key: 'name',
      header: t('faculty.board.student'),
      value: ({ student }) => student.name,
      cell: ({ student }) => (
        <Button variant="transparent" className={classes.rowName} onClick={() => onHistory(student.id)}>
          {student.name}
        </Button>
      ),
    },
    {
      key: 'usn',
      header: t('faculty.board.usn'),
      value: ({ student }) => student.usn,
      cell: ({ student }) => student.usn ?? '–',
    },
    {
      key: 'mark',
      header: t('faculty.board.marked'),
      value: ({ mark }) => nameOf(mark?.code),
      cell: ({ mark, student }) =>
        mark === null && waiting.has(student.id) ? (
          <StatusBadge tone="warn">{t('faculty.board.underReview')}</StatusBadge>
        ) : (
          <MarkBadge code={mark?.code ?? null} />
        ),
    },
    {
      key: 'at',
      header: t('faculty.board.when'),
      value: ({ mark }) => mark?.at ?? null,
      cell: ({ mark }) => (mark ? <Time at={mark.at} style="time" /> : '–'),
    },
    {
      key: 'method',
      header: t('faculty.board.how'),
      value: ({ mark }) => mark?.method ?? null,
      cell: ({ mark }) => (mark ? t(`attendance.method.${mark.method}`) : '–'),
    },
  ];
}
