import { createRoot } from 'react-dom/client';
import { SignIn } from '../features/accounts/sign-in.tsx';
import { Themed } from './themed.tsx';

/** The sign-in page alone; the service worker fetches the app while the person types. */
export function start(root: HTMLElement): void {
  createRoot(root).render(
    <Themed>
      <SignIn />
    </Themed>,
  );
}
