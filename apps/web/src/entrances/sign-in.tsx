import { createRoot } from 'react-dom/client';
import { SignIn } from '../features/accounts/sign-in.tsx';
import { readArrival } from '../features/accounts/sign-in-address.ts';
import { returnPath } from '../features/accounts/single-sign-on/go-to-provider.ts';
import { ReturnFromProvider } from '../features/accounts/single-sign-on/return-from-provider.tsx';
import { Themed } from './themed.tsx';

/** The sign-in page alone; the service worker fetches the app while the person types. */
export function start(root: HTMLElement): void {
  const { pathname, search } = window.location;
  createRoot(root).render(
    <Themed>
      {pathname.startsWith(returnPath) ? <ReturnFromProvider /> : <SignIn arrival={readArrival(search)} />}
    </Themed>,
  );
}
