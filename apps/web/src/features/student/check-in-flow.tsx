import { Stack } from '@mantine/core';
import type { OpenForMe } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { checkInPlan } from '../../camera/capture-plan.ts';
import { GuidedCapture } from '../../camera/guided-capture.tsx';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './check-in.module.css';
import { CheckInAnswer } from './check-in-answer.tsx';
import { CheckInFailure } from './check-in-failure.tsx';
import { OtherWay } from './other-way.tsx';
import { useCheckIn } from './use-check-in.ts';
import type { PlaceState } from './use-place.ts';

interface CheckInFlowProps {
  sessionId: string;
  /** Undefined when it is not open for this student (any more). */
  session: OpenForMe | undefined;
  wantsPlace: boolean;
  whenClosed: ReactNode;
  whenMarked: (mark: string) => ReactNode;
}

/** Camera, sending, answer. What was begun in time may be finished when the session closes meanwhile: the server decides. */
export function CheckInFlow({ sessionId, session, wantsPlace, whenClosed, whenMarked }: CheckInFlowProps) {
  const flow = useCheckIn({ sessionId, wantsPlace });
  const { state } = flow;
  const [wasOpen, setWasOpen] = useState(session !== undefined);
  if (session && !wasOpen) setWasOpen(true);
  if (state.is === 'answered') {
    return <CheckInAnswer reply={state.reply} failures={flow.failures} again={flow.again} session={session} />;
  }
  if (state.is === 'capturing' && !wasOpen) return whenClosed;
  if (state.is === 'capturing' && session?.mark != null) return whenMarked(session.mark);
  if (state.is === 'failed') {
    return (
      <CheckInFailure error={state.error} failures={flow.failures} again={flow.again} sendAgain={state.sendAgain} />
    );
  }
  return (
    <Stack gap="sm">
      <GuidedCapture
        plan={checkInPlan}
        canStart={flow.isReady}
        busy={state.is === 'sending' ? sendingWords(state.obstacle) : null}
        onDone={(frames) => void flow.submit(frames)}
        otherWay={<OtherWay />}
      />
      <PlaceLine place={flow.place} />
    </Stack>
  );
}

function sendingWords(obstacle: 'network' | 'server' | null): string {
  if (obstacle === 'network') return t('student.checkIn.waitingNetwork');
  return obstacle === 'server' ? t('student.checkIn.waitingServer') : t('student.checkIn.sending');
}

function PlaceLine({ place }: { place: PlaceState }) {
  if (place.is === 'off') return null;
  const words =
    place.is === 'found'
      ? t('student.checkIn.place.found', { metres: place.metres })
      : t(`student.checkIn.place.${place.is}`);
  return (
    <p className={classes.place}>
      <Icon name="pin" size={18} />
      {words}
    </p>
  );
}
