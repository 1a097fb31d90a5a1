import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

/** Screens of faculty. Each loads when first visited. */
export const facultyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/today',
    beforeLoad: only('faculty'),
    component: lazyRouteComponent(() => import('./today.tsx'), 'FacultyToday'),
  }),
] as const;
