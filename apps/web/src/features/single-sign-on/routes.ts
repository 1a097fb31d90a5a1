import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

export const singleSignOnRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/single-sign-on',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./providers.tsx'), 'Providers'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/single-sign-on/new',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./provider.tsx'), 'NewProvider'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/single-sign-on/$id',
    beforeLoad: only('admin'),
    component: lazyRouteComponent(() => import('./provider.tsx'), 'ProviderPage'),
  }),
] as const;
