import type { Role } from '@smart-presence/contract';
import { createRootRoute, createRoute, isRedirect, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { loadMe } from '../api/me.ts';
import { signInAddress } from '../features/accounts/sign-in-address.ts';
import { NotFound } from './not-found.tsx';
import { RootFrame } from './root-frame.tsx';
import { RouteError } from './route-error.tsx';

export const rootRoute = createRootRoute({
  component: RootFrame,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});

/** Parent of every screen behind sign-in: makes sure somebody is signed in, and puts the shell around the screen. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ location }) => {
    try {
      const me = await loadMe();
      if (me.needs === 'approval') throw redirect({ to: '/waiting', replace: true });
      if (me.needs) throw redirect({ to: '/sign-in/next', search: { next: location.href }, replace: true });
      if (me.person.role !== 'student') await import('../strings/staff-words.ts');
      else void lookAfterWaiting(me.person.id);
      return { me };
    } catch (error) {
      if (isRedirect(error) || !(error instanceof ApiError) || error.status !== 401) throw error;
      window.location.replace(signInAddress({ next: location.href }));
      return new Promise<never>(() => undefined);
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
  errorComponent: RouteError,
  pendingMs: 200,
});

/** What a student could not send is sent from whatever page is open. */
const lookAfterWaiting = (personId: string) =>
  import('../features/student/waiting/sender.ts').then(
    ({ startSending }) => startSending(personId),
    () => undefined,
  );

const homes = { admin: '/admin', faculty: '/today', student: '/home', kiosk: '/kiosk' } as const;
export const homeOf = (role: Role) => homes[role];

/** `beforeLoad` of a screen that is for some roles: others are led to their own home. */
export const only =
  (...roles: readonly Role[]) =>
  ({ context }: { context: { me: { person: { role: Role } } } }) => {
    const { role } = context.me.person;
    if (!roles.includes(role)) throw redirect({ to: homeOf(role), replace: true });
  };
