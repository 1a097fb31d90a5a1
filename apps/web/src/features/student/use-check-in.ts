import { type CheckInReply, checkInRoutes, facesMessage } from '@smart-presence/contract';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { invalidate } from '../../api/query.ts';
import type { CapturedFrame } from '../../camera/use-guided-capture.ts';
import type { ColourChoice } from './flashes/colour-choice.ts';
import { type Obstacle, sendPatiently } from './send-patiently.ts';
import { studentRoutes } from './student-routes.ts';
import { useChallenge } from './use-challenge.ts';
import { usePlace } from './use-place.ts';

export type CheckInState =
  | { is: 'capturing' }
  | { is: 'sending'; obstacle: Obstacle | null }
  | { is: 'answered'; reply: CheckInReply }
  | { is: 'kept' }
  | { is: 'failed'; error: unknown; sendAgain: (() => void) | null };

const nothing = () => undefined;

/** After the pictures are taken, the place gets this much longer to be found. */
const placePatienceMs = 4000;
const sendPatienceMs = 120_000;
/** Pictures further apart than this are no one take any more. */
const revealPatienceMs = 6000;

interface Wanted {
  sessionId: string;
  courseName: string;
  wantsPlace: boolean;
  /** What the student chose about colours of the screen; null where none are asked for. */
  colours: ColourChoice | null;
}

/** One check-in from the first look at the camera to the answer: challenge, place, pictures, sending, trying again. */
export function useCheckIn({ sessionId, courseName, wantsPlace, colours }: Wanted) {
  const [attempt, setAttempt] = useState(1);
  const [state, setState] = useState<CheckInState>({ is: 'capturing' });
  const [failures, setFailures] = useState(0);
  const [asksTeacher, setAsksTeacher] = useState(false);
  const [isMoving, setMoving] = useState(false);
  const isHeld = isMoving || state.is !== 'capturing';
  const { challenge, error } = useChallenge({
    sessionId,
    attempt,
    asksTeacher,
    flashes: colours?.accepts === true,
    isHeld,
  });
  const { place, settle } = usePlace(wantsPlace);
  const personId = useMe().person.id;
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  // Fetched while the camera looks: without a connection it could not be any more.
  useEffect(() => void loadSender(), []);

  useEffect(() => {
    if (error !== null) setState({ is: 'failed', error, sendAgain: null });
  }, [error]);

  const fail = useCallback((thrown: unknown) => {
    setFailures((count) => count + 1);
    setState({ is: 'failed', error: thrown, sendAgain: null });
  }, []);
  const onColoursStopped = colours?.decline ?? nothing;
  const movements = useMemo(() => {
    if (!challenge || challenge.steps === 0) return null;
    const { id: challengeId, nonce, steps } = challenge;
    const reveal = (done: number) => {
      setMoving(true);
      return sendPatiently({
        send: () => call(checkInRoutes.revealStep, { params: { id: sessionId, challengeId }, body: { nonce, done } }),
        onWaiting: () => undefined,
        signal: new AbortController().signal,
        patienceMs: revealPatienceMs,
      });
    };
    return { count: steps, reveal, onFailed: fail, onColoursStopped };
  }, [challenge, sessionId, fail, onColoursStopped]);

  const submit = async (frames: readonly CapturedFrame[]) => {
    if (!challenge) return;
    setState({ is: 'sending', obstacle: null });
    const [evidence, device] = await Promise.all([
      wantsPlace ? settle(placePatienceMs) : null,
      signFrames({ personId, sessionId, challengeId: challenge.id, nonce: challenge.nonce }, frames),
    ]);
    const request = {
      params: { id: sessionId },
      body: {
        challengeId: challenge.id,
        nonce: challenge.nonce,
        frameTimes: frames.map(({ at }) => Math.max(0, Math.round(at - challenge.receivedAt))),
        frameSteps: frames.flatMap(({ step }) => step ?? []),
        place: evidence,
        device,
      },
      files: frames.map(({ image }) => image),
      // One key per set of pictures: sent twice, it is still one check-in.
      idempotencyKey: crypto.randomUUID(),
    };
    const sender = await loadSender();
    const { params, idempotencyKey: key, files: images, body } = request;
    const kept = { key, sessionId: params.id, courseName, capturedAt: Date.now(), body, frames: images };
    const send = async () => {
      const control = new AbortController();
      stop.current = control;
      setState({ is: 'sending', obstacle: null });
      const isKept = (await sender?.keepCheckIn(personId, kept)) ?? false;
      try {
        const reply = await sendPatiently({
          send: () => call(checkInRoutes.checkIn, { ...request, signal: control.signal }),
          onWaiting: (obstacle) => setState({ is: 'sending', obstacle }),
          signal: control.signal,
          patienceMs: sendPatienceMs,
        });
        if (reply.decision === 'reject') setFailures((count) => count + 1);
        setState({ is: 'answered', reply });
        await sender?.letGo(key);
        void invalidate(studentRoutes.myHome, studentRoutes.myAttendance);
      } catch (thrown) {
        // Left, or out of patience: what is kept goes on by itself.
        if (control.signal.aborted) return;
        setFailures((count) => count + 1);
        if (isKept && isUnsent(thrown)) return setState({ is: 'kept' });
        await sender?.letGo(key);
        if (thrown instanceof ApiError && thrown.code === 'device_proof_invalid') await startDeviceAnew();
        setState({ is: 'failed', error: thrown, sendAgain: isUnsent(thrown) ? () => void send() : null });
      }
    };
    // Alone: whoever sends what waits leaves this one to this page, and takes it over when the page is left.
    await (sender ? sender.alone(key, send) : send());
    void sender?.sendWaiting();
  };

  const again = useCallback(() => {
    setMoving(false);
    setState({ is: 'capturing' });
    setAttempt((count) => count + 1);
  }, []);

  const askTeacher = useCallback(() => {
    setAsksTeacher(true);
    setMoving(false);
  }, []);

  return { state, place, movements, askTeacher, isReady: challenge !== null, failures, submit, again };
}

type Signed = Omit<Parameters<typeof facesMessage>[0], 'frameDigests'>;

/** What this browser signs for these very pictures; fetched when it is needed. */
async function signFrames(signed: Signed, frames: readonly CapturedFrame[]) {
  const deviceKey = await import('./devices/device-key.ts').catch(() => null);
  // Without it the check-in goes as it is: the connection is back by then, or it waits.
  if (!deviceKey) return null;
  const { digestOf, signWithDevice } = deviceKey;
  const frameDigests = await Promise.all(frames.map(({ image }) => digestOf(image)));
  return signWithDevice(facesMessage({ ...signed, frameDigests }));
}

/** Keeps and sends what could not be sent; null where it cannot be had. */
const loadSender = () => import('./waiting/sender.ts').catch(() => null);

async function startDeviceAnew(): Promise<void> {
  await import('./devices/device-key.ts').then(({ forgetDevice }) => forgetDevice()).catch(() => undefined);
}

/** The request may still be good: nobody said no to it. */
const isUnsent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  (error.status === 0 || Number(error.status) >= 500);
