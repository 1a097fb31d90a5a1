import { Skeleton, Stack } from '@mantine/core';
import { type BiometricStatus, type OpenForMe, routes } from '@smart-presence/contract';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Message } from '../../ui/states.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { CheckInFlow } from './check-in-flow.tsx';
import { isEnrolled } from './face-state.ts';
import { useMyHome } from './use-my-home.ts';

/** Check-in to one session: everything that can be known before the camera opens is said first. */
export function CheckIn() {
  const { sessionId } = useParams({ from: '/app/check-in/$sessionId' });
  const home = useMyHome();
  const face = useApi(routes.myBiometrics, {});
  const policy = usePolicy();
  const session = home.data?.open.find((open) => open.sessionId === sessionId);
  return (
    <Page
      title={session?.courseName ?? t('student.checkIn.title')}
      back={<BackLink to="/home">{t('student.home')}</BackLink>}
      width="narrow"
    >
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
}

function Allowed({ sessionId, session, face, wantsPlace }: AllowedProps) {
  const toHome = (
    <ButtonLink to="/home" variant="default">
      {t('student.checkIn.toHome')}
    </ButtonLink>
  );
  if (!isEnrolled(face)) {
    return (
      <Message
        icon="face"
        title={t('student.checkIn.needsFace')}
        actions={
          <>
            <ButtonLink to="/face">{t('student.checkIn.toFace')}</ButtonLink>
            {toHome}
          </>
        }
      >
        {t('student.checkIn.needsFaceBody')}
      </Message>
    );
  }
  return (
    <CheckInFlow
      key={sessionId}
      sessionId={sessionId}
      session={session}
      wantsPlace={wantsPlace}
      whenClosed={
        <Message icon="clock" title={t('student.checkIn.notOpen')} actions={toHome}>
          {t('student.checkIn.notOpenBody')}
        </Message>
      }
      whenMarked={(mark) => (
        <Message icon="checkCircle" title={t('student.checkIn.result.already_marked')} actions={toHome}>
          <MarkBadge code={mark} />
        </Message>
      )}
    />
  );
}

function CameraSkeleton() {
  return (
    <Stack align="center">
      <Skeleton height="60dvh" maw="45dvh" radius="lg" />
    </Stack>
  );
}
