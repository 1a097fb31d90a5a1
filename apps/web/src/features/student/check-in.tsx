import { Skeleton, Stack } from '@mantine/core';
import type { BiometricStatus, FlashMode, OpenForMe } from '@smart-presence/contract';
import { useParams, useSearch } from '@tanstack/react-router';
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Message } from '../../ui/states.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { CheckInFlow } from './check-in-flow.tsx';
import { isEnrolled } from './face-state.ts';
import { beginAgainWithNewCode, pickUpCode } from './room-code/carried-code.ts';
import { studentRoutes } from './student-routes.ts';
import { useMyHome } from './use-my-home.ts';

const AskForColours = lazy(() => import('./flashes/ask-for-colours.tsx').then((m) => ({ default: m.AskForColours })));
const Watched = lazy<ComponentType<{ sessionId?: string }>>(() =>
  import('../monitoring/watched.tsx').then(
    (m) => ({ default: m.Watched }),
    () => ({ default: () => null }),
  ),
);
const CodeCheckIn = lazy(() => import('./room-code/code-check-in.tsx').then((m) => ({ default: m.CodeCheckIn })));
const PresentCode = lazy(() => import('./room-code/present-code.tsx').then((m) => ({ default: m.PresentCode })));

/** Check-in to one session: everything that can be known before the camera opens is said first. */
export function CheckIn() {
  const { sessionId } = useParams({ from: '/app/check-in/$sessionId' });
  useState(pickUpCode);
  useEffect(beginAgainWithNewCode, []);
  const home = useMyHome();
  const face = useApi(studentRoutes.myBiometrics, {});
  const policy = usePolicy();
  const session = home.data?.open.find((open) => open.sessionId === sessionId);
  return (
    <Page
      title={session?.courseName ?? t('student.checkIn.title')}
      back={<BackLink to="/home">{t('student.home')}</BackLink>}
      width="narrow"
    >
      <Suspense fallback={null}>
        <Watched sessionId={sessionId} />
      </Suspense>
      <Loaded query={home} skeleton={<CameraSkeleton />}>
        {() => (
          <Loaded query={face} skeleton={<CameraSkeleton />}>
            {(status) =>
              policy ? (
                <Allowed
                  sessionId={sessionId}
                  session={session}
                  face={status}
                  wantsPlace={policy.placeMode !== 'off'}
                  flashes={policy.liveness.level === 'off' ? 'off' : policy.liveness.flashes}
                />
              ) : (
                <CameraSkeleton />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

interface AllowedProps {
  sessionId: string;
  session: OpenForMe | undefined;
  face: BiometricStatus;
  wantsPlace: boolean;
  flashes: FlashMode;
}

function Allowed({ sessionId, session, face, wantsPlace, flashes }: AllowedProps) {
  const { way } = useSearch({ from: '/app/check-in/$sessionId' });
  const roomCode = useRoomCodeMode(session);
  const hasFace = isEnrolled(face);
  const toHome = (
    <ButtonLink to="/home" variant="default">
      {t('student.checkIn.toHome')}
    </ButtonLink>
  );
  const shared = {
    sessionId,
    session,
    wantsPlace,
    whenClosed: (
      <Message icon="clock" title={t('student.checkIn.notOpen')} actions={toHome}>
        {t('student.checkIn.notOpenBody')}
      </Message>
    ),
    whenMarked: (mark: string) => (
      <Message icon="checkCircle" title={t('student.checkIn.result.already_marked')} actions={toHome}>
        <MarkBadge code={mark} />
      </Message>
    ),
  };
  if (roomCode !== undefined && roomCode !== 'off' && (!hasFace || way === 'code')) {
    return (
      <Suspense fallback={<CodeSkeleton />}>
        <CodeCheckIn key={sessionId} {...shared} isReviewed={hasFace} />
      </Suspense>
    );
  }
  if (!hasFace && roomCode === undefined) return shared.whenClosed;
  if (!hasFace) return <NeedsFace>{toHome}</NeedsFace>;
  return roomCode === 'also' ? (
    <CodeThenFace key={sessionId} {...shared} flashes={flashes} />
  ) : (
    <ByFace key={sessionId} {...shared} flashes={flashes} onCodeNeeded={ignore} />
  );
}

const ignore = () => undefined;

type ByFaceProps = Parameters<typeof CheckInFlow>[0] & { flashes: FlashMode };

/** Where the policy has colours of the screen, the student is asked first; another choice is another challenge. */
function ByFace({ flashes, ...props }: ByFaceProps) {
  if (flashes === 'off') return <CheckInFlow {...props} />;
  return (
    <Suspense fallback={<CameraSkeleton />}>
      <AskForColours isExpected={flashes === 'expect'}>
        {(colours, change) => (
          <CheckInFlow key={String(colours.accepts)} {...props} colours={colours} changeColours={change} />
        )}
      </AskForColours>
    </Suspense>
  );
}

/** What the code is for in this session, also once the session has left the list of open ones. */
function useRoomCodeMode(session: OpenForMe | undefined) {
  const [mode, setMode] = useState(session?.roomCode);
  if (session && session.roomCode !== mode) setMode(session.roomCode);
  return mode;
}

/** Where the policy wants both: the code first, while it is fresh, then the camera. */
function CodeThenFace(props: Omit<ByFaceProps, 'onCodeNeeded'>) {
  const { sessionId, session } = props;
  const [hasCode, setHasCode] = useState(false);
  if (hasCode) return <ByFace {...props} onCodeNeeded={() => setHasCode(false)} />;
  if (!session) return props.whenClosed;
  if (session.mark !== null) return props.whenMarked(session.mark);
  return (
    <Suspense fallback={<CodeSkeleton />}>
      <PresentCode sessionId={sessionId} onTaken={() => setHasCode(true)} />
    </Suspense>
  );
}

function NeedsFace({ children }: { children: ReactNode }) {
  return (
    <Message
      icon="face"
      title={t('student.checkIn.needsFace')}
      actions={
        <>
          <ButtonLink to="/face">{t('student.checkIn.toFace')}</ButtonLink>
          {children}
        </>
      }
    >
      {t('student.checkIn.needsFaceBody')}
    </Message>
  );
}

const CodeSkeleton = () => <Skeleton height="14rem" />;

function CameraSkeleton() {
  return (
    <Stack align="center">
      <Skeleton height="60dvh" maw="45dvh" radius="lg" />
    </Stack>
  );
}
