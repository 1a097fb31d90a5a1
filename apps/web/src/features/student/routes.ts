import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

const isStudent = only('student');

/** Screens of a student. Each loads when first visited. */
export const studentRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/home',
    beforeLoad: isStudent,
    component: lazyRouteComponent(() => import('./home.tsx'), 'StudentHome'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/check-in/$sessionId',
    beforeLoad: isStudent,
    validateSearch: (search): { way?: 'code' } => (search.way === 'code' ? { way: 'code' } : {}),
    component: lazyRouteComponent(() => import('./check-in.tsx'), 'CheckIn'),
  }),
  createRoute({
    // Short, for the QR code on the projector: the code itself is in the fragment, which no server sees.
    getParentRoute: () => appRoute,
    path: '/c',
    beforeLoad: isStudent,
    component: lazyRouteComponent(() => import('./room-code/from-link.tsx'), 'FromLink'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/devices',
    beforeLoad: isStudent,
    component: lazyRouteComponent(() => import('./devices/devices.tsx'), 'Devices'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/attendance',
    beforeLoad: isStudent,
    validateSearch: (search): { section?: string } =>
      typeof search.section === 'string' ? { section: search.section } : {},
    component: lazyRouteComponent(() => import('./my-attendance.tsx'), 'MyAttendance'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/face',
    beforeLoad: isStudent,
    component: lazyRouteComponent(() => import('./my-face.tsx'), 'MyFace'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/face/enrol',
    beforeLoad: isStudent,
    component: lazyRouteComponent(() => import('./enrol-my-face.tsx'), 'EnrolMyFace'),
  }),
] as const;
