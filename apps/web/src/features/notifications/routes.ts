import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseListSearch } from './list-search.ts';

const people = only('admin', 'faculty', 'student');

export const notificationRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/notifications',
    beforeLoad: people,
    validateSearch: parseListSearch,
    component: lazyRouteComponent(() => import('./list.tsx'), 'NotificationList'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/notifications/choices',
    beforeLoad: people,
    component: lazyRouteComponent(() => import('./choices.tsx'), 'NotificationChoices'),
  }),
] as const;
