import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, only } from '../../app/root.tsx';

/** What students say of sessions, as they and as staff see it. */
export const feedbackRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/feedback',
    beforeLoad: only('student', 'faculty', 'admin'),
    component: lazyRouteComponent(() => import('./feedback.tsx'), 'Feedback'),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: '/sections/$id/feedback',
    beforeLoad: only('faculty', 'admin'),
    component: lazyRouteComponent(() => import('./section-feedback.tsx'), 'SectionFeedbackPage'),
  }),
] as const;
