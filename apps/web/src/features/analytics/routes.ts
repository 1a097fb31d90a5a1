import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseAnalyticsSearch } from './analytics-search.ts';

export const analyticsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/analytics',
    beforeLoad: only('admin'),
    validateSearch: parseAnalyticsSearch,
    component: lazyRouteComponent(() => import('./analytics.tsx'), 'AnalyticsPage'),
  }),
] as const;
