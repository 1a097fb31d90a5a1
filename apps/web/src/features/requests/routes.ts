import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

/** What students ask for, as they and those who answer see it. */
export const requestRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/requests',
    beforeLoad: only('student', 'faculty', 'admin'),
    component: lazyRouteComponent(() => import('./requests.tsx'), 'Requests'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/requests/leave',
    beforeLoad: only('student'),
    component: lazyRouteComponent(() => import('./ask-leave.tsx'), 'AskLeave'),
  }),
] as const;
