import { type Challenge, checkInRoutes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';

export interface ReceivedChallenge extends Challenge {
  /** `performance.now()` when it came: frame times count from here. */
  receivedAt: number;
}

/** A challenge that has less than this left is replaced before pictures are taken for it. */
const marginMs = 20_000;

/**
 * Begins a check-in: a challenge of the server, renewed before it expires as long as `isHeld` is false.
 * @param attempt another number asks for another challenge.
 * @param asksTeacher without movements: the teacher decides.
 * @param flashes colours of the screen are accepted.
 */
export function useChallenge(props: {
  sessionId: string;
  attempt: number;
  asksTeacher: boolean;
  flashes: boolean;
  isHeld: boolean;
}) {
  const { sessionId, attempt, asksTeacher, flashes, isHeld } = props;
  const [challenge, setChallenge] = useState<ReceivedChallenge | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [renewals, setRenewals] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt or a renewal asks again
  useEffect(() => {
    const stop = new AbortController();
    setChallenge(null);
    setError(null);
    call(checkInRoutes.startChallenge, {
      params: { id: sessionId },
      body: { asksTeacher, flashes },
      signal: stop.signal,
    }).then(
      (received) => setChallenge({ ...received, receivedAt: performance.now() }),
      (thrown) => !stop.signal.aborted && setError(thrown),
    );
    return () => stop.abort();
  }, [sessionId, attempt, asksTeacher, flashes, renewals]);

  useEffect(() => {
    if (!challenge || isHeld) return;
    const lifeMs = challenge.expiresAt - challenge.issuedAt - marginMs;
    const leftMs = challenge.receivedAt + lifeMs - performance.now();
    const timer = setTimeout(() => setRenewals((count) => count + 1), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, [challenge, isHeld]);

  return { challenge, error };
}
