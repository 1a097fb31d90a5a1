import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const privacyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/privacy',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./privacy.tsx'), 'PrivacyPage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/retention',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./retention.tsx'), 'RetentionPage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/breach',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./breach.tsx'), 'BreachPage'),
  }),
] as const;
