import { ApiError } from '../../api/api-error.ts';

export type Obstacle = 'network' | 'server';

interface Patience<T> {
  /** Sends the same request each time, with the same Idempotency-Key. */
  send: () => Promise<T>;
  /** Hears that another try is coming, and why. */
  onWaiting: (obstacle: Obstacle) => void;
  signal: AbortSignal;
  /** Gives up after this many milliseconds of trying. */
  patienceMs: number;
  /** Waits; resolves early when the network comes back. Replaced in tests. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  now?: () => number;
}

const longestPauseMs = 8000;

/**
 * Sends until there is an answer: a lost connection or a busy server must not cost anybody a check-in made in time.
 * @throws ApiError of the first real answer, or of the last try when patience ran out.
 */
export async function sendPatiently<T>(props: Patience<T>): Promise<T> {
  const { send, onWaiting, signal, patienceMs, wait = waitOnline, now = () => performance.now() } = props;
  const start = now();
  for (let failures = 0; ; failures++) {
    try {
      return await send();
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (!obstacle || signal.aborted || now() - start > patienceMs) throw error;
      onWaiting(obstacle.kind);
      await wait(obstacle.retryMs ?? Math.min(longestPauseMs, 1000 * 2 ** failures), signal);
      if (signal.aborted) throw error;
    }
  }
}

const signInFirst = new Set<string>(['sign_in_required', 'csrf_failed', 'second_factor_required', 'approval_required']);

/** What says nothing about the request itself: it may be sent again as it is, now or once somebody has signed in. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 0 || error.status === 429 || error.status >= 500 || signInFirst.has(error.code));

/** What passes by itself; null for an answer that stands. */
function obstacleOf(error: unknown): { kind: Obstacle; retryMs: number | null } | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 0) return { kind: 'network', retryMs: null };
  if (error.status !== 502 && error.status !== 503 && error.status !== 504) return null;
  return { kind: 'server', retryMs: error.retryAfter === null ? null : error.retryAfter * 1000 };
}

function waitOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
