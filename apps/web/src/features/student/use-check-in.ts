import { type CheckInReply, routes } from '@smart-presence/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import type { CapturedFrame } from '../../camera/use-guided-capture.ts';
import { type Obstacle, sendPatiently } from './send-patiently.ts';
import { useChallenge } from './use-challenge.ts';
import { usePlace } from './use-place.ts';

export type CheckInState =
  | { is: 'capturing' }
  | { is: 'sending'; obstacle: Obstacle | null }
  | { is: 'answered'; reply: CheckInReply }
  | { is: 'failed'; error: unknown; sendAgain: (() => void) | null };

/** After the pictures are taken, the place gets this much longer to be found. */
const placePatienceMs = 4000;
const sendPatienceMs = 120_000;

/** One check-in from the first look at the camera to the answer: challenge, place, pictures, sending, trying again. */
export function useCheckIn({ sessionId, wantsPlace }: { sessionId: string; wantsPlace: boolean }) {
  const [attempt, setAttempt] = useState(1);
  const [state, setState] = useState<CheckInState>({ is: 'capturing' });
  const [failures, setFailures] = useState(0);
  const { challenge, error } = useChallenge({ sessionId, attempt, isHeld: state.is !== 'capturing' });
  const { place, settle } = usePlace(wantsPlace);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  useEffect(() => {
    if (error !== null) setState({ is: 'failed', error, sendAgain: null });
  }, [error]);

  const submit = async (frames: readonly CapturedFrame[]) => {
    if (!challenge) return;
    setState({ is: 'sending', obstacle: null });
    const evidence = wantsPlace ? await settle(placePatienceMs) : null;
    const request = {
      params: { id: sessionId },
      body: {
        challengeId: challenge.id,
        nonce: challenge.nonce,
        frameTimes: frames.map(({ at }) => Math.max(0, Math.round(at - challenge.receivedAt))),
        place: evidence,
      },
      files: frames.map(({ image }) => image),
      // One key per set of pictures: sent twice, it is still one check-in.
      idempotencyKey: crypto.randomUUID(),
    };
    const send = async () => {
      const control = new AbortController();
      stop.current = control;
      setState({ is: 'sending', obstacle: null });
      try {
        const reply = await sendPatiently({
          send: () => call(routes.checkIn, { ...request, signal: control.signal }),
          onWaiting: (obstacle) => setState({ is: 'sending', obstacle }),
          signal: control.signal,
          patienceMs: sendPatienceMs,
        });
        if (reply.decision === 'reject') setFailures((count) => count + 1);
        setState({ is: 'answered', reply });
        void invalidate(routes.myHome, routes.myAttendance);
      } catch (thrown) {
        if (control.signal.aborted) return;
        setFailures((count) => count + 1);
        setState({ is: 'failed', error: thrown, sendAgain: isUnsent(thrown) ? () => void send() : null });
      }
    };
    await send();
  };

  const again = useCallback(() => {
    setState({ is: 'capturing' });
    setAttempt((count) => count + 1);
  }, []);

  return { state, place, isReady: challenge !== null, failures, submit, again };
}

/** The request may still be good: nobody said no to it. */
const isUnsent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  (error.status === 0 || Number(error.status) >= 500);
