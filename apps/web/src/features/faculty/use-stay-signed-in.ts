import { routes } from '@smart-presence/contract';
import { useEffect } from 'react';
import { call } from '../../api/client.ts';

/** Well within the half hour after which an unused sign-in session of staff ends. */
const EVERY_MS = 10 * 60_000;

/**
 * A board on the projector is in use though nobody touches it: while its session is open and the page is seen, the server
 * is told so. The absolute limit of the sign-in session stands.
 */
export function useStaySignedIn(isInUse: boolean): void {
  useEffect(() => {
    if (!isInUse) return;
    const timer = setInterval(() => {
      // Without a connection the page says so itself, and a session that has ended leads to sign-in.
      if (document.visibilityState === 'visible') call(routes.me, {}).catch(() => undefined);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [isInUse]);
}
