import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only, rootRoute } from '../../app/root.tsx';

/** The screen of a camera in a room: nobody signs in on it. */
export const monitoringPublicRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/room-camera',
    component: lazyRouteComponent(() => import('./room-tab.tsx'), 'RoomTab'),
  }),
] as const;

export const monitoringRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/room-cameras',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./cameras.tsx'), 'Cameras'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/monitoring',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./settings.tsx'), 'Monitoring'),
  }),
] as const;
