import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import { parseMailSearch } from './mail-search.ts';

export const mailRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/mail',
    beforeLoad: only('admin'),
    validateSearch: parseMailSearch,
    component: lazyRouteComponent(() => import('./mail.tsx'), 'MailPage'),
  }),
] as const;
