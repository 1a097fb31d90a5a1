import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import type { JobsSearch } from './jobs-search.ts';

export const jobRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/jobs',
    beforeLoad: only('admin'),
    // The page reads it: nobody else has to load how.
    validateSearch: (search: Record<string, unknown>): JobsSearch => search,
    component: lazyRouteComponent(() => import('./jobs.tsx'), 'Jobs'),
  }),
] as const;
