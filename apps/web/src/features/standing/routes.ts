import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseShortageSearch } from './shortage-search.ts';

export const standingRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/shortage',
    beforeLoad: only('faculty', 'admin'),
    validateSearch: parseShortageSearch,
    component: lazyRouteComponent(() => import('./shortage.tsx'), 'ShortageList'),
  }),
] as const;
