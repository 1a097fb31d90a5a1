import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const accessRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/access',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./access.tsx'), 'Access'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/roles',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./roles.tsx'), 'Roles'),
  }),
] as const;
