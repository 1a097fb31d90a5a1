import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const overviewRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./overview.tsx'), 'Overview'),
  }),
] as const;
