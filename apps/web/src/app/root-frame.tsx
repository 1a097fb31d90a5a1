import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { t } from '../strings/index.ts';
import { Announcer } from '../ui/announce.tsx';
import classes from './frame.module.css';

/** Around every page: the skip link, the live region, and the focus on the heading when the page changes. */
export function RootFrame() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) focusHeading();
      }),
    [router],
  );
  return (
    <>
      <a className={classes.skip} href="#main">
        {t('app.skip')}
      </a>
      <Outlet />
      <Announcer />
    </>
  );
}

function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1, h1');
  heading?.focus({ preventScroll: true });
}
