import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const accuracyRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/accuracy',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./accuracy.tsx'), 'AccuracyPage'),
  }),
] as const;
