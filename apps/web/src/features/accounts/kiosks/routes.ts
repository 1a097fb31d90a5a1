import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only, rootRoute } from '../../../app/root.tsx';

/** The screen of a device at a door: nobody signs in on it. */
export const kioskPublicRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/kiosk',
    component: lazyRouteComponent(() => import('./kiosk.tsx'), 'KioskScreen'),
  }),
] as const;

export const kioskRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/kiosks',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./kiosks.tsx'), 'Kiosks'),
  }),
] as const;
