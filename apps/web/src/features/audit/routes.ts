import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import type { AuditSearch } from './audit-search.ts';

export const auditPageRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/audit',
    beforeLoad: only('admin'),
    // The page reads it: nobody else has to load how.
    validateSearch: (search: Record<string, unknown>): AuditSearch => search,
    component: lazyRouteComponent(() => import('./audit.tsx'), 'AuditPage'),
  }),
] as const;
