import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseImportsSearch } from './imports-search.ts';

export const importRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/imports',
    beforeLoad: only('admin'),
    validateSearch: parseImportsSearch,
    component: lazyRouteComponent(() => import('./imports.tsx'), 'Imports'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/imports/$id',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
  }),
] as const;
