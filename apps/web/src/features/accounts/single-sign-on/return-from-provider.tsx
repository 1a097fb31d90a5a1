import { useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { t } from '../../../strings/index.ts';
import { Spinner } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { SignIn } from '../sign-in.tsx';
import { signInAddress } from '../sign-in-address.ts';
import { forgetNext, nextAfterProvider } from './go-to-provider.ts';

/** Where a provider leads back to: says what it sent, then goes on; or the sign-in page says what went wrong. */
export function ReturnFromProvider() {
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    returned ??= finish();
    returned.catch(setProblem);
  }, []);
  if (problem) return <SignIn arrival={{ next: nextAfterProvider(), why: null }} problem={problem} />;
  return (
    <FrontPage title={t('sso.returning')}>
      <Spinner />
    </FrontPage>
  );
}

/** What was sent counts once, however often the page is drawn. */
let returned: Promise<void> | undefined;

async function finish(): Promise<void> {
  const { origin, pathname, search } = window.location;
  const next = nextAfterProvider();
  // The code is taken out of the address at once: neither history nor a screenshot keeps it.
  window.history.replaceState(null, '', signInAddress({ next }));
  await call(entryRoutes.finishSingleSignOn, {
    body: { redirectUri: `${origin}${pathname}`, query: search.replace(/^\?/, '') },
  });
  forgetNext();
  window.location.replace(next);
}
