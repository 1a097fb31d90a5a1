import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const timetableRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id/timetable',
    beforeLoad: only('faculty', 'admin'),
    component: lazyRouteComponent(() => import('./timetable.tsx'), 'TimetablePage'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/terms/$id/holidays',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./holidays.tsx'), 'Holidays'),
  }),
] as const;
