import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only, rootRoute } from '../../../app/root.tsx';
import { parseRegistrationSearch } from './registration-search.ts';

/** Asking for an account, proving the e-mail, and waiting: before anything else of the app. */
export const registrationPublicRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/register',
    component: lazyRouteComponent(() => import('./register.tsx'), 'Register'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/register/confirm',
    component: lazyRouteComponent(() => import('./confirm.tsx'), 'ConfirmRegistration'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/waiting',
    component: lazyRouteComponent(() => import('./waiting.tsx'), 'WaitingForApproval'),
  }),
] as const;

export const registrationRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/registrations',
    beforeLoad: only('admin'),
    validateSearch: parseRegistrationSearch,
    component: lazyRouteComponent(() => import('./registrations.tsx'), 'Registrations'),
  }),
] as const;
