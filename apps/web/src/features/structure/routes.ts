import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const structureRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/structure',
    beforeLoad: () => {
      throw redirect({ to: '/admin/structure/$part', params: { part: 'departments' }, replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/structure/$part',
    validateSearch: ({ term }: Record<string, unknown>): { term?: string } =>
      typeof term === 'string' ? { term } : {},
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./structure.tsx'), 'Structure'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/sections/$id',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./section.tsx'), 'SectionPage'),
  }),
] as const;
