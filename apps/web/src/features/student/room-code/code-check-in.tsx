import { Paper, Stack, Text } from '@mantine/core';
import { type CheckInReply, codeMessage, type OpenForMe, roomCodeRoutes } from '@smart-presence/contract';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError, call } from '../../../api/client.ts';
import { useMe } from '../../../api/me.ts';
import { invalidate } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { CheckInAnswer } from '../check-in-answer.tsx';
import { CheckInFailure } from '../check-in-failure.tsx';
import { forgetDevice, signWithDevice } from '../devices/device-key.ts';
import { OtherWay } from '../other-way.tsx';
import { PlaceLine } from '../place-line.tsx';
import { type Obstacle, sendPatiently } from '../send-patiently.ts';
import { sendingWords } from '../sending-words.ts';
import { studentRoutes } from '../student-routes.ts';
import { usePlace } from '../use-place.ts';
import { useCarriedCode } from './carried-code.ts';
import { EnterCode } from './enter-code.tsx';
import { useCodeProblem } from './use-code-problem.ts';

interface CodeCheckInProps {
  sessionId: string;
  /** Undefined when it is not open for this student (any more). */
  session: OpenForMe | undefined;
  wantsPlace: boolean;
  /** Goes to a person, since there is an enrolled face. */
  isReviewed: boolean;
  whenClosed: ReactNode;
  whenMarked: (mark: string) => ReactNode;
}

type State =
  | { is: 'entering' }
  | { is: 'sending'; obstacle: Obstacle | null }
  | { is: 'answered'; reply: CheckInReply }
  | { is: 'failed'; error: unknown };

const placePatienceMs = 4000;
/** A code is good for some ten to twenty seconds: trying much longer is trying in vain. */
const sendPatienceMs = 20_000;

/** The whole check-in with the code on the projector: eight digits and done. */
export function CodeCheckIn(props: CodeCheckInProps) {
  const { sessionId, session, wantsPlace, isReviewed, whenClosed, whenMarked } = props;
  const { person } = useMe();
  const initial = useCarriedCode();
  const [wasOpen] = useState(session !== undefined);
  const [state, setState] = useState<State>({ is: 'entering' });
  const [failures, setFailures] = useState(0);
  const { place, settle } = usePlace(wantsPlace);
  const { problem, waitUntil, clear, explain, explainError } = useCodeProblem();
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const send = async (code: string) => {
    clear();
    setState({ is: 'sending', obstacle: null });
    const control = new AbortController();
    stop.current = control;
    const [evidence, device] = await Promise.all([
      wantsPlace ? settle(placePatienceMs) : null,
      signWithDevice(codeMessage({ personId: person.id, sessionId, code })),
    ]);
    const request = {
      params: { id: sessionId },
      body: { code, place: evidence, device },
      // One key per code that is sent: sent twice, it is still one check-in.
      idempotencyKey: crypto.randomUUID(),
      signal: control.signal,
    };
    try {
      const reply = await sendPatiently({
        send: () => call(roomCodeRoutes.checkInByCode, request),
        onWaiting: (obstacle) => setState({ is: 'sending', obstacle }),
        signal: control.signal,
        patienceMs: sendPatienceMs,
      });
      await hear(reply);
    } catch (error) {
      if (control.signal.aborted) return;
      setFailures((count) => count + 1);
      if (error instanceof ApiError && error.code === 'device_proof_invalid') await forgetDevice();
      setState(explainError(error) ? { is: 'entering' } : { is: 'failed', error });
    }
  };
  const hear = async (reply: CheckInReply) => {
    if (reply.decision === 'reject') setFailures((count) => count + 1);
    if (reply.code.startsWith('room_code_')) {
      explain(`${t(`student.checkIn.result.${reply.code}`)}. ${adviceOf(reply.code)}`);
      return setState({ is: 'entering' });
    }
    setState({ is: 'answered', reply });
    await invalidate(studentRoutes.myHome, studentRoutes.myAttendance);
  };
  const again = () => setState({ is: 'entering' });

  if (state.is === 'answered')
    return <CheckInAnswer reply={state.reply} failures={failures} again={again} session={session} />;
  if (state.is === 'failed')
    return (
      <CheckInFailure error={state.error} failures={failures} again={again} sendAgain={null} session={undefined} />
    );
  if (state.is === 'entering' && session?.mark != null) return whenMarked(session.mark);
  if (!wasOpen && !session) return whenClosed;
  return (
    <Stack>
      <Paper>
        <Stack>
          <EnterCode
            initial={initial}
            problem={problem}
            waitUntil={waitUntil}
            busy={state.is === 'sending' ? sendingWords(state.obstacle) : null}
            onCode={(code) => void send(code)}
          />
          {isReviewed && <Text c="dimmed">{t('student.code.reviewed')}</Text>}
        </Stack>
      </Paper>
      <PlaceLine place={place} />
      {failures >= 2 && <OtherWay />}
    </Stack>
  );
}

function adviceOf(code: CheckInReply['code']): string {
  return code === 'accepted' || code === 'already_marked' || code === 'room_code_taken'
    ? ''
    : t(`student.checkIn.result.${code}.advice`);
}
