import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';
import type { MailSearch } from './mail-search.ts';

export const mailRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/admin/mail',
    beforeLoad: only('admin'),
    // The page reads it: nobody else has to load how.
    validateSearch: (search: Record<string, unknown>): MailSearch => search,
    component: lazyRouteComponent(() => import('./mail.tsx'), 'MailPage'),
  }),
] as const;
