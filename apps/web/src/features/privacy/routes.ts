import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const privacyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/privacy',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./privacy.tsx'), 'PrivacyPage'),
  }),
] as const;
