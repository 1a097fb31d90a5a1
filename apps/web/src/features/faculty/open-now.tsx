import { Paper, Skeleton } from '@mantine/core';
import type { Board } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Countdown } from '../attendance/countdown.tsx';
import { missingFrom } from './board-facts.ts';
import { sectionsIn } from './sections-in.ts';
import classes from './today.module.css';
import { useBoard } from './use-board.ts';

const namedAtMost = 8;

/** The open session: how many are here, who is missing by name, and the way to its board. */
export function OpenNow({ sessionId }: { sessionId: string }) {
  const board = useBoard(sessionId);
  return (
    <Loaded query={board} skeleton={<Skeleton height={160} radius="lg" />}>
      {(data) => <OpenCard board={data} />}
    </Loaded>
  );
}

function OpenCard({ board }: { board: Board }) {
  const { session, sessions } = board;
  const { counts } = session;
  const missing = missingFrom(board);
  return (
    <Paper className={classes.openNow}>
      <p className={classes.openCount}>
        <strong>{counts.attended}</strong> {t('faculty.board.here', { count: counts.roster })}
      </p>
      <p className={classes.openClass}>
        {sectionsIn(sessions)}
        {' · '}
        <Countdown endsAt={session.endsAt} />
      </p>
      <p className={classes.openMissing}>
        {missing.length === 0 ? t('faculty.today.nobodyMissing') : <Names missing={missing} />}
      </p>
      {counts.review > 0 && <Notice tone="warn">{t('faculty.today.reviews', { count: counts.review })}</Notice>}
      <div>
        <ButtonLink to="/sessions/$id" params={{ id: session.id }}>
          {t('faculty.today.toBoard')}
        </ButtonLink>
      </div>
    </Paper>
  );
}

function Names({ missing }: { missing: Board['roster'] }) {
  const names = missing.slice(0, namedAtMost).map(({ student }) => student.name);
  const more = missing.length - names.length;
  return (
    <>
      <strong>{t('faculty.today.missing', { count: missing.length })}:</strong> {names.join(', ')}
      {more > 0 && ` ${t('faculty.today.andMore', { count: more })}`}
    </>
  );
}
