import { routes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { ApiError, call } from '../../../api/client.ts';
import { type CodesInHand, codesInHand, renewIn } from './code-clock.ts';

const retryMs = 3000;

/**
 * Room codes to show, some seconds ahead: a request every quarter of a minute while somebody looks, none while the page is
 * hidden. A connection that is lost for a moment is not noticed.
 */
export function useRoomCodes({ sessionId, endsAt, isShown }: { sessionId: string; endsAt: number; isShown: boolean }) {
  const [hand, setHand] = useState<CodesInHand | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt or another end asks again
  useEffect(() => {
    if (!isShown) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (ms: number | null) => {
      if (ms !== null && !stop.signal.aborted) timer = setTimeout(() => void fetchCodes(), ms);
    };
    const fetchCodes = async () => {
      // A hidden page shows nobody anything; it asks when it is seen again.
      if (document.visibilityState === 'hidden') return;
      const sentAt = Date.now();
      try {
        const reply = await call(routes.showRoomCode, { params: { id: sessionId }, signal: stop.signal });
        const next = codesInHand(reply, { sentAt, receivedAt: Date.now() });
        setHand(next);
        setError(null);
        later(renewIn(next, Date.now()));
      } catch (thrown) {
        if (stop.signal.aborted) return;
        setError(thrown);
        if (isPassing(thrown)) later(retryMs);
      }
    };
    const onVisible = () => {
      clearTimeout(timer);
      void fetchCodes();
    };
    void fetchCodes();
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('online', onVisible);
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('online', onVisible);
    };
  }, [sessionId, endsAt, isShown, attempt]);

  return { hand, error, retry: () => setAttempt((count) => count + 1) };
}

const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
