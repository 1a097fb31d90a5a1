import { routes } from '@smart-presence/contract';
import { useEffect } from 'react';
import { call, rememberCsrfToken } from '../../../api/client.ts';
import { useApi } from '../../../api/query.ts';

/** Says "still here" to the administrator's list, and catches what a lost stream has missed. */
const lookMs = 5 * 60_000;
/** After a failed renewal: the present token is good for a long time yet. */
const tryAgainMs = 60 * 60_000;
/** Timers take no more than this. */
const longestTimerMs = 2 ** 31 - 1;

/** What the paired device shows; keeps its token fresh while it is shown. */
export function useKioskHome() {
  const home = useApi(routes.kioskHome, {}, { refetchInterval: lookMs });
  const csrfToken = home.data?.csrfToken;
  useFreshToken(csrfToken, home.error === null);
  return home;
}

/** Takes the next token of a paired device now and then, for as long as its screen is shown. */
export function useFreshToken(csrfToken: string | undefined, isAnswered: boolean): void {
  const isPaired = csrfToken !== undefined && isAnswered;
  useEffect(() => {
    if (!isPaired || csrfToken === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = async () => {
      // Not the token of somebody who may be signed in in the same browser.
      rememberCsrfToken(csrfToken);
      const renewed = await call(routes.renewKiosk, {}).catch(() => null);
      const waitMs = renewed ? renewed.renewAt - Date.now() : tryAgainMs;
      timer = setTimeout(() => void renew(), Math.min(Math.max(waitMs, tryAgainMs), longestTimerMs));
    };
    void renew();
    return () => clearTimeout(timer);
  }, [isPaired, csrfToken]);
}
