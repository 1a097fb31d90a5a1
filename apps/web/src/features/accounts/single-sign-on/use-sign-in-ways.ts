import type { SignInWays } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';

const FIRST = 'sp-sso-first';

/** What was there the last time: the form for a password does not open and fold again before people's eyes. */
const remembered = (): SignInWays => ({ providers: [], isSingleSignOnFirst: readFirst() });

/** Providers to sign in with. None when they cannot be asked for: the form for a password is there anyway. */
export function useSignInWays(): SignInWays & { isKnown: boolean } {
  const [known, setKnown] = useState<SignInWays | null>(null);
  useEffect(() => {
    call(entryRoutes.signInWays, {}).then(
      (ways) => {
        keepFirst(ways.isSingleSignOnFirst);
        setKnown(ways);
      },
      () => setKnown({ providers: [], isSingleSignOnFirst: false }),
    );
  }, []);
  return { ...(known ?? remembered()), isKnown: known !== null };
}

function readFirst(): boolean {
  try {
    return window.localStorage.getItem(FIRST) === 'yes';
  } catch {
    return false;
  }
}

function keepFirst(isFirst: boolean): void {
  try {
    if (isFirst) window.localStorage.setItem(FIRST, 'yes');
    else window.localStorage.removeItem(FIRST);
  } catch {
    // Storage may be switched off; then the page only moves a little when the answer arrives.
  }
}
