import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

/** How sections go, for those who teach them. */
export const insightRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id/insight',
    beforeLoad: only('faculty', 'admin'),
    component: lazyRouteComponent(() => import('./section-insight.tsx'), 'SectionInsightPage'),
  }),
] as const;
