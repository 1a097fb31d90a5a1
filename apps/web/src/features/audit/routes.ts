import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseAuditSearch } from './audit-search.ts';

export const auditPageRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/audit',
    beforeLoad: only('admin'),
    validateSearch: parseAuditSearch,
    component: lazyRouteComponent(() => import('./audit.tsx'), 'AuditPage'),
  }),
] as const;
