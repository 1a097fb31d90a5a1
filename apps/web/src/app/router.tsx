import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { whenSignedOut } from '../api/query.ts';
import { accessRoutes } from '../features/access/routes.ts';
import { kioskPublicRoutes, kioskRoutes } from '../features/accounts/kiosks/routes.ts';
import { registrationPublicRoutes, registrationRoutes } from '../features/accounts/registration/routes.ts';
import { accountRoutes, publicRoutes } from '../features/accounts/routes.ts';
import { signInAddress } from '../features/accounts/sign-in-address.ts';
import { accuracyRoutes } from '../features/accuracy/routes.ts';
import { analyticsRoutes } from '../features/analytics/routes.ts';
import { auditPageRoutes } from '../features/audit/routes.ts';
import { facultyRoutes } from '../features/faculty/routes.ts';
import { feedbackRoutes } from '../features/feedback/routes.ts';
import { importRoutes } from '../features/imports/routes.ts';
import { insightRoutes } from '../features/insights/routes.ts';
import { jobRoutes } from '../features/jobs/routes.ts';
import { mailRoutes } from '../features/mail/routes.ts';
import { monitoringPublicRoutes, monitoringRoutes } from '../features/monitoring/routes.ts';
import { notificationRoutes } from '../features/notifications/routes.ts';
import { overviewRoutes } from '../features/overview/routes.ts';
import { peopleRoutes } from '../features/people/routes.ts';
import { policyRoutes } from '../features/policies/routes.ts';
import { privacyRoutes } from '../features/privacy/routes.ts';
import { reportRoutes } from '../features/reports/routes.ts';
import { requestRoutes } from '../features/requests/routes.ts';
import { securityRoutes } from '../features/security/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { singleSignOnRoutes } from '../features/single-sign-on/routes.ts';
import { standingRoutes } from '../features/standing/routes.ts';
import { structureRoutes } from '../features/structure/routes.ts';
import { studentRoutes } from '../features/student/routes.ts';
import { timetableRoutes } from '../features/timetable/routes.ts';
import { NotFound } from './not-found.tsx';
import { appRoute, homeOf, rootRoute } from './root.tsx';
import { ScreenError } from './route-error.tsx';
import { Waiting } from './waiting.tsx';

const index = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: homeOf(context.me.person.role), replace: true });
  },
});

const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  ...kioskPublicRoutes,
  ...monitoringPublicRoutes,
  ...registrationPublicRoutes,
  appRoute.addChildren([
    index,
    ...accountRoutes,
    ...insightRoutes,
    ...notificationRoutes,
    ...requestRoutes,
    ...reportRoutes,
    ...feedbackRoutes,
    ...overviewRoutes,
    ...analyticsRoutes,
    ...peopleRoutes,
    ...structureRoutes,
    ...policyRoutes,
    ...accessRoutes,
    ...accuracyRoutes,
    ...securityRoutes,
    ...privacyRoutes,
    ...mailRoutes,
    ...auditPageRoutes,
    ...importRoutes,
    ...jobRoutes,
    ...settingsRoutes,
    ...kioskRoutes,
    ...monitoringRoutes,
    ...registrationRoutes,
    ...singleSignOnRoutes,
    ...timetableRoutes,
    ...standingRoutes,
    ...facultyRoutes,
    ...studentRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

let isLeaving = false;
whenSignedOut(() => {
  // Several requests may hear it at once; one of them leads away.
  if (isLeaving) return;
  isLeaving = true;
  window.location.assign(signInAddress({ next: router.state.location.href, why: 'ended' }));
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
