import { Skeleton, Stack } from '@mantine/core';
import type { Board, LiveEvent } from '@smart-presence/contract';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Countdown } from '../attendance/countdown.tsx';
import { LiveBoard } from './live-board.tsx';
import { MarkHistory } from './mark-history.tsx';
import { PastSession } from './past-session.tsx';
import { RollCall } from './roll-call.tsx';
import { coursesIn, sectionsIn } from './sections-in.ts';
import classes from './session.module.css';
import { SessionActions } from './session-actions.tsx';
import { SessionFacts } from './session-facts.tsx';
import { useBoard } from './use-board.ts';
import { useStaySignedIn } from './use-stay-signed-in.ts';
import { type SessionView, ViewSwitch } from './view-switch.tsx';

const RoomPanel = lazy(() => import('../monitoring/room-panel.tsx').then((m) => ({ default: m.RoomPanel })));

/** One session: the live board while it is open, its marks afterwards, and the roll call in both. */
export function SessionPage() {
  const { id } = useParams({ from: '/app/sessions/$id' });
  const { view } = useSearch({ from: '/app/sessions/$id' });
  const navigate = useNavigate();
  const stage = useRef<HTMLDivElement>(null);
  const [studentId, setStudentId] = useState<string | null>(null);
  const board = useBoard(id, sayArrival);
  const data = board.data;
  useStaySignedIn(data !== undefined && isOpen(data));
  const show = (next: SessionView) =>
    void navigate({
      to: '/sessions/$id',
      params: { id },
      search: next === 'board' ? {} : { view: next },
      replace: true,
      resetScroll: false,
    });
  return (
    <div ref={stage} className={classes.stage}>
      <Page
        title={data ? coursesIn(data.sessions) : t('faculty.sessions')}
        description={data && <Where board={data} />}
        back={<BackLink to="/sessions">{t('faculty.sessions')}</BackLink>}
        actions={data && <SessionActions board={data} stage={stage} />}
        width="wide"
      >
        <Loaded
          query={board}
          skeleton={<BoardSkeleton />}
          isEmpty={({ roster }) => roster.length === 0}
          empty={
            <Empty icon="people" title={t('faculty.board.emptyRoster')}>
              {t('faculty.board.emptyRosterBody')}
            </Empty>
          }
        >
          {(shown) => (
            <Stack gap="lg">
              <SessionFacts session={shown.session} />
              <ViewSwitch view={view ?? 'board'} isOpen={isOpen(shown)} onChange={show} />
              {view === 'room' ? (
                <Suspense fallback={<Skeleton height="24rem" radius="lg" />}>
                  <RoomPanel sessionId={id} isOpen={isOpen(shown)} onMark={setStudentId} />
                </Suspense>
              ) : view === 'roll' ? (
                <RollCall board={shown} onHistory={setStudentId} />
              ) : isOpen(shown) ? (
                <LiveBoard board={shown} onHistory={setStudentId} />
              ) : (
                <PastSession board={shown} onHistory={setStudentId} />
              )}
              <MarkHistory board={shown} studentId={studentId} onClose={() => setStudentId(null)} />
            </Stack>
          )}
        </Loaded>
      </Page>
    </div>
  );
}

export const isOpen = ({ session }: Pick<Board, 'session'>): boolean =>
  session.state === 'open' || session.state === 'closing';

function Where({ board: { session, sessions } }: { board: Board }) {
  return (
    <>
      {sectionsIn(sessions)}
      {isOpen({ session }) && (
        <>
          {' · '}
          <Countdown endsAt={session.endsAt} />
        </>
      )}
    </>
  );
}

/** The eyes see a tile; ears hear the name. */
function sayArrival(event: LiveEvent, board: Board): void {
  if (!('sessionId' in event) || !board.sessions.some(({ id }) => id === event.sessionId)) return;
  if (event.type === 'mark.recorded' && event.mark.method !== 'manual') {
    announce(t('faculty.board.arrival', { name: event.student.name }));
  }
  if (event.type === 'review.requested') announce(t('faculty.review.arrived', { name: event.review.student.name }));
}

function BoardSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={44} width={240} />
      <Skeleton height={140} radius="lg" />
      <div className={classes.tiles}>
        {Array.from({ length: 12 }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never reordered
          <Skeleton key={place} height={64} />
        ))}
      </div>
    </Stack>
  );
}
