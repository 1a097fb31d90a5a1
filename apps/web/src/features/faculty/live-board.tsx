import { Skeleton, Title } from '@mantine/core';
import type { Board, CheckInFlag } from '@smart-presence/contract';
import { lazy, Suspense, useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { arrivedOn, flagsOf, missingFrom, openReviews, type RosterEntry } from './board-facts.ts';
import { ReviewCards } from './review-cards.tsx';
import classes from './session.module.css';

const RoomCodePanel = lazy(() => import('./room-code/room-code-panel.tsx').then((m) => ({ default: m.RoomCodePanel })));

interface LiveBoardProps {
  board: Board;
  /** Opens the history of a student's mark. */
  onHistory: (studentId: string) => void;
}

/** Made to be projected: a counter, tiles that appear as people arrive, who is missing, what waits for a word. */
export function LiveBoard({ board, onHistory }: LiveBoardProps) {
  const policy = usePolicy();
  const attended = new Set(policy?.marks.filter((kind) => kind.attended > 0).map(({ code }) => code) ?? []);
  const arrived = arrivedOn(board, attended);
  const missing = missingFrom(board);
  const { counts } = board.session;
  const faceless = missing.filter(({ hasFace }) => !hasFace).length;
  // Said at each name as long as it is the exception; below the list in any case.
  const isException = faceless * 2 <= missing.length;
  return (
    <div className={classes.board}>
      <div className={classes.boardMain}>
        {board.roomCode !== 'off' && board.session.state === 'open' && (
          <Suspense fallback={<Skeleton height="20rem" radius="lg" />}>
            <RoomCodePanel sessionId={board.session.id} endsAt={board.session.endsAt} />
          </Suspense>
        )}
        <p className={classes.counter} data-testid="board-counter">
          <span className={classes.counterNumber}>{counts.attended}</span>
          <span className={classes.counterWords}>{t('faculty.board.here', { count: counts.roster })}</span>
        </p>
        <ReviewCards reviews={openReviews(board)} flags={flagsOf(board)} />
        <section aria-labelledby="arrived">
          <Title order={2} size="h3" id="arrived" mb="sm">
            {t('faculty.board.arrived')}
          </Title>
          {arrived.length === 0 ? (
            <Notice>{t('faculty.board.nobodyYet')}</Notice>
          ) : (
            <Tiles entries={arrived} flags={flagsOf(board)} onHistory={onHistory} lateCode={policy?.lateCode} />
          )}
        </section>
      </div>
      <aside className={classes.missing} aria-labelledby="missing">
        <Title order={2} size="h3" id="missing">
          {t('faculty.board.missing')} <span className={classes.missingCount}>{missing.length}</span>
        </Title>
        {missing.length === 0 && <p>{t('faculty.board.nobodyMissing')}</p>}
        <ul className={classes.names}>
          {missing.map(({ student, hasFace }) => (
            <li key={student.id}>
              <button type="button" className={classes.name} onClick={() => onHistory(student.id)}>
                <span>{student.name}</span>
                {!hasFace && isException && <span className={classes.faceless}>{t('faculty.board.noFace')}</span>}
              </button>
            </li>
          ))}
        </ul>
        {faceless > 0 && (
          <p className={classes.note}>
            {t(board.roomCode === 'off' ? 'faculty.board.noFaceNote' : 'faculty.board.noFaceCode', { count: faceless })}
          </p>
        )}
      </aside>
    </div>
  );
}

interface TilesProps {
  entries: readonly RosterEntry[];
  flags: ReadonlyMap<string, readonly CheckInFlag[]>;
  onHistory: (studentId: string) => void;
  lateCode: string | undefined;
}

/** Newest first. Those that came while the board was looked at slide in. */
function Tiles({ entries, flags, onHistory, lateCode }: TilesProps) {
  const [known] = useState(() => new Set(entries.map(({ student }) => student.id)));
  return (
    <ul className={classes.tiles} data-testid="tiles">
      {entries.map(({ student, mark }) => (
        <li key={student.id} className={classes.tileItem} data-new={!known.has(student.id)}>
          <button
            type="button"
            className={classes.tile}
            data-late={mark?.code === lateCode}
            data-flagged={mark?.isFlagged}
            onClick={() => onHistory(student.id)}
          >
            <Icon name={mark?.code === lateCode ? 'clock' : 'check'} />
            <span className={classes.tileName}>{student.name}</span>
            <span className={classes.tileMore}>
              {mark && <Time at={mark.at} style="time" />}
              {mark && ` · ${t(`attendance.method.${mark.method}`)}`}
            </span>
            {mark?.isFlagged && (
              <span className={classes.tileFlag}>
                <Icon name="warning" size={16} />
                {flags
                  .get(student.id)
                  ?.map((flag) => t(`faculty.flag.${flag}`))
                  .join(', ') ?? t('faculty.board.flagged')}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
