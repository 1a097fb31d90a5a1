import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseReportsSearch } from './reports-search.ts';

/** What people hand in, as files. */
export const reportRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/reports',
    beforeLoad: only('student', 'faculty', 'admin'),
    validateSearch: parseReportsSearch,
    component: lazyRouteComponent(() => import('./reports.tsx'), 'Reports'),
  }),
] as const;
