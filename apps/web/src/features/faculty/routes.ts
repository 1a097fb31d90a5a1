import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseSessionsSearch } from './sessions-search.ts';

const isStaff = only('faculty', 'admin');

/** Screens of faculty. Administrators may look at every class too. Each loads when first visited. */
export const facultyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/today',
    beforeLoad: only('faculty'),
    component: lazyRouteComponent(() => import('./today.tsx'), 'FacultyToday'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sessions',
    beforeLoad: isStaff,
    validateSearch: parseSessionsSearch,
    component: lazyRouteComponent(() => import('./sessions.tsx'), 'Sessions'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sessions/$id',
    beforeLoad: isStaff,
    validateSearch: (search): { view?: 'roll' | 'room' } =>
      search.view === 'roll' || search.view === 'room' ? { view: search.view } : {},
    component: lazyRouteComponent(() => import('./session.tsx'), 'SessionPage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sessions/$id/photo',
    beforeLoad: isStaff,
    component: lazyRouteComponent(() => import('./class-photo/class-photo.tsx'), 'ClassPhoto'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id',
    beforeLoad: isStaff,
    component: lazyRouteComponent(() => import('./section.tsx'), 'TaughtSection'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id/register',
    beforeLoad: isStaff,
    component: lazyRouteComponent(() => import('./register/register.tsx'), 'RegisterPage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id/enrol/$studentId',
    beforeLoad: isStaff,
    component: lazyRouteComponent(() => import('./enrol-at-desk.tsx'), 'EnrolAtDesk'),
  }),
] as const;
