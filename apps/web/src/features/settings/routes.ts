import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/settings',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./settings.tsx'), 'Settings'),
  }),
] as const;
