import { Paper } from '@mantine/core';
import { roomCodeRoutes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { CheckInFailure } from '../check-in-failure.tsx';
import { useCarriedCode } from './carried-code.ts';
import { EnterCode } from './enter-code.tsx';
import { useCodeProblem } from './use-code-problem.ts';

interface PresentCodeProps {
  sessionId: string;
  /** The code was right: the camera may follow. */
  onTaken: () => void;
}

/** The code before the camera, where the policy wants both. */
export function PresentCode({ sessionId, onTaken }: PresentCodeProps) {
  const initial = useCarriedCode();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { problem, waitUntil, clear, explain, explainError } = useCodeProblem();
  const send = async (code: string) => {
    clear();
    setBusy(true);
    try {
      const reply = await call(roomCodeRoutes.presentRoomCode, { params: { id: sessionId }, body: { code } });
      if (reply.code === 'room_code_taken') return onTaken();
      explain(`${t(`student.checkIn.result.${reply.code}`)}. ${t(`student.checkIn.result.${reply.code}.advice`)}`);
    } catch (error) {
      if (!explainError(error)) setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  if (failure !== null)
    return (
      <CheckInFailure
        error={failure}
        failures={0}
        again={() => setFailure(null)}
        sendAgain={null}
        session={undefined}
      />
    );
  return (
    <Paper>
      <EnterCode
        initial={initial}
        problem={problem}
        waitUntil={waitUntil}
        busy={isBusy ? t('student.checkIn.sending') : null}
        onCode={(code) => void send(code)}
      />
    </Paper>
  );
}
