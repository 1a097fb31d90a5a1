import { Button, Skeleton, Stack, Text } from '@mantine/core';
import type { OpenForMe } from '@smart-presence/contract';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { checkInPlan } from '../../camera/capture-plan.ts';
import { GuidedCapture } from '../../camera/guided-capture.tsx';
import { t } from '../../strings/index.ts';
import { CheckInFailure, CheckInKept } from './check-in-failure.tsx';
import type { ColourChoice } from './flashes/colour-choice.ts';
import { OtherWay } from './other-way.tsx';
import { PlaceLine } from './place-line.tsx';
import { sendingWords } from './sending-words.ts';
import { useCheckIn } from './use-check-in.ts';

const loadAnswer = () => import('./check-in-answer.tsx');
const CheckInAnswer = lazy(() => loadAnswer().then((m) => ({ default: m.CheckInAnswer })));

interface CheckInFlowProps {
  sessionId: string;
  /** Undefined when it is not open for this student (any more). */
  session: OpenForMe | undefined;
  wantsPlace: boolean;
  whenClosed: ReactNode;
  whenMarked: (mark: string) => ReactNode;
  /** The room code that came before is not good any more: the student has to enter another one. */
  onCodeNeeded: () => void;
  /** What the student chose about colours of the screen, and the way to change it. */
  colours?: ColourChoice | null;
  changeColours?: ReactNode;
}

/** Camera, sending, answer. What was begun in time may be finished when the session closes meanwhile: the server decides. */
export function CheckInFlow({
  sessionId,
  session,
  wantsPlace,
  whenClosed,
  whenMarked,
  onCodeNeeded,
  colours = null,
  changeColours,
}: CheckInFlowProps) {
  const flow = useCheckIn({ sessionId, courseName: session?.courseName ?? '', wantsPlace, colours });
  const { state } = flow;
  // Fetched while the camera looks, so that the answer waits for nothing.
  useEffect(() => void loadAnswer().catch(() => undefined), []);
  const [wasOpen, setWasOpen] = useState(session !== undefined);
  if (session && !wasOpen) setWasOpen(true);
  if (state.is === 'answered') {
    const again = state.reply.code.startsWith('room_code_') ? onCodeNeeded : flow.again;
    return (
      <Suspense fallback={<Skeleton height="20rem" />}>
        <CheckInAnswer reply={state.reply} failures={flow.failures} again={again} session={session} />
      </Suspense>
    );
  }
  if (state.is === 'capturing' && !wasOpen) return whenClosed;
  if (state.is === 'capturing' && session?.mark != null) return whenMarked(session.mark);
  if (state.is === 'kept') return <CheckInKept />;
  if (state.is === 'failed') {
    return (
      <CheckInFailure
        error={state.error}
        failures={flow.failures}
        again={flow.again}
        sendAgain={state.sendAgain}
        session={session}
      />
    );
  }
  return (
    <Stack gap="sm">
      <GuidedCapture
        plan={checkInPlan}
        movements={flow.movements}
        beside={
          <>
            {changeColours}
            <WithoutMovements onClick={flow.askTeacher} />
          </>
        }
        canStart={flow.isReady}
        busy={state.is === 'sending' ? sendingWords(state.obstacle) : null}
        onDone={(frames) => void flow.submit(frames)}
        otherWay={<OtherWay session={session} />}
      />
      <PlaceLine place={flow.place} />
    </Stack>
  );
}

/** Not everybody can move as asked; nobody has to say why. */
function WithoutMovements({ onClick }: { onClick: () => void }) {
  return (
    <Stack gap="xs" align="center">
      <Button variant="default" onClick={onClick}>
        {t('student.checkIn.askTeacher')}
      </Button>
      <Text size="sm" c="dimmed" ta="center">
        {t('student.checkIn.askTeacherHint')}
      </Text>
    </Stack>
  );
}
