import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

const beforeLoad = only('admin');

export const securityRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/security',
    beforeLoad,
    component: lazyRouteComponent(() => import('./centre.tsx'), 'SecurityCentre'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/security/alerts/$id',
    beforeLoad,
    component: lazyRouteComponent(() => import('./alert-page.tsx'), 'AlertPage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/security/cases/$id',
    beforeLoad,
    component: lazyRouteComponent(() => import('./case-page.tsx'), 'CasePage'),
  }),
] as const;
