import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const policyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/policies',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./policies.tsx'), 'Policies'),
  }),
] as const;
