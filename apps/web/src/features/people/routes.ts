import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parsePeopleSearch } from './people-search.ts';

export const peopleRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/people',
    beforeLoad: only('admin'),
    validateSearch: parsePeopleSearch,
    component: lazyRouteComponent(() => import('./people.tsx'), 'People'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/people/$id',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./person.tsx'), 'PersonPage'),
  }),
] as const;
