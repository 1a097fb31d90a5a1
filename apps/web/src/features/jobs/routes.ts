import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseJobsSearch } from './jobs-search.ts';

export const jobRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/jobs',
    beforeLoad: only('admin'),
    validateSearch: parseJobsSearch,
    component: lazyRouteComponent(() => import('./jobs.tsx'), 'Jobs'),
  }),
] as const;
