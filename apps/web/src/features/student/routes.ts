import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

/** Screens of a student. Each loads when first visited. */
export const studentRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/home',
    beforeLoad: only('student'),
    component: lazyRouteComponent(() => import('./home.tsx'), 'StudentHome'),
  }),
] as const;
