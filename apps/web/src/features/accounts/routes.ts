import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '../../api/client.ts';
import { loadMe } from '../../api/me.ts';
import { appRoute, rootRoute } from '../../app/root.tsx';
import { RouteError } from '../../app/route-error.tsx';
import { safePath } from './safe-path.ts';
import { signInAddress } from './sign-in-address.ts';

/** For a sign-in that needs something yet: others go to the sign-in page, or on to where they wanted to go. */
async function leadUnlessNeeded({ search }: { search: { next?: string } }): Promise<void> {
  const me = await loadMe().catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  });
  if (me?.needs === 'approval') throw redirect({ to: '/waiting', replace: true });
  if (me?.needs) return;
  window.location.replace(me ? (search.next ?? '/') : signInAddress(search));
  await new Promise<never>(() => undefined);
}

/** Screens for people without an account yet. Signing in is an entrance of its own: src/entrances. */
export const publicRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    component: lazyRouteComponent(() => import('./setup.tsx'), 'SetUp'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invite',
    component: lazyRouteComponent(() => import('./invite.tsx'), 'Invite'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/reset',
    component: lazyRouteComponent(() => import('./invite.tsx'), 'Invite'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/forgot',
    component: lazyRouteComponent(() => import('./forgot.tsx'), 'Forgot'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in/next',
    validateSearch: (search): { next?: string } => {
      const next = safePath(search.next);
      return next === null ? {} : { next };
    },
    beforeLoad: leadUnlessNeeded,
    component: lazyRouteComponent(() => import('./next/next.tsx'), 'Next'),
    errorComponent: RouteError,
  }),
] as const;

export const accountRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/account',
    component: lazyRouteComponent(() => import('./account.tsx'), 'Account'),
  }),
] as const;
