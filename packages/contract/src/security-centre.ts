import { z } from 'zod';
import { Id, IdParams, Instant, Page, PersonRef, paged, StudentRef, Text } from './common.ts';
import { route } from './route.ts';
import { ActorKind, SecurityCode, SecurityKind, Severity } from './security-events.ts';

const tag = 'security';

/** Who did something or whom it is about. Networks and devices have a keyed hash for an id, and no name. */
export const SecuritySubject = z.object({
  kind: z.enum([...ActorKind.options, 'case']),
  id: z.string(),
  name: z.string().nullable(),
  usn: z.string().nullable(),
});
export type SecuritySubject = z.infer<typeof SecuritySubject>;

export const SecurityEvent = z.object({
  id: Id,
  code: SecurityCode,
  kind: SecurityKind,
  points: z.int(),
  /** Equal ones that were put together, from `at` to `lastAt`. */
  times: z.int(),
  at: Instant,
  lastAt: Instant,
  actor: SecuritySubject,
  person: PersonRef.nullable(),
  /** Other people it names. */
  others: z.array(PersonRef),
  sessionId: Id.nullable(),
  section: z.object({ id: Id, name: z.string(), courseCode: z.string() }).nullable(),
  /** Reasons and numbers. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
export type SecurityEvent = z.infer<typeof SecurityEvent>;

/** Why a risk is as high as it is: what happened, how often, and what of it still counts. */
export const RiskReason = z.object({ code: SecurityCode, times: z.int(), points: z.number() });
export type RiskReason = z.infer<typeof RiskReason>;

export const AlertState = z.enum(['open', 'acknowledged', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

const Settled = z.object({ by: PersonRef, at: Instant });

/** Needs a human. `points`: the highest risk it has seen; 0 for a case. */
export const SecurityAlert = z.object({
  id: Id,
  kind: SecurityKind,
  severity: Severity,
  state: AlertState,
  subject: SecuritySubject,
  points: z.int(),
  events: z.int(),
  because: z.array(z.object({ code: SecurityCode, times: z.int() })),
  openedAt: Instant,
  lastAt: Instant,
  acknowledged: Settled.nullable(),
  resolved: Settled.nullable(),
  note: z.string().nullable(),
  /** Say it when you change the alert: nobody overwrites what somebody else has just said. */
  version: z.int(),
});
export type SecurityAlert = z.infer<typeof SecurityAlert>;

/** What speaks for two students acting together. */
export const LinkKind = z.enum(['device', 'spot', 'lock-step', 'pictures', 'face', 'relay']);
export type LinkKind = z.infer<typeof LinkKind>;

export const CaseLink = z.object({
  kind: LinkKind,
  a: Id,
  b: Id,
  /** 1 and more would be a case by itself. */
  strength: z.number(),
  firstAt: Instant,
  lastAt: Instant,
  facts: z.object({
    /** Days or sessions it was seen on. */
    times: z.int(),
    /** Sessions in which both checked in. */
    of: z.int().optional(),
    /** Usual pause between the two, seconds. */
    seconds: z.number().optional(),
  }),
});
export type CaseLink = z.infer<typeof CaseLink>;

export const SecurityCase = z.object({
  id: Id,
  state: z.enum(['open', 'closed']),
  openedAt: Instant,
  lastAt: Instant,
  members: z.array(StudentRef),
  links: z.array(CaseLink),
  /** The alert that tells of it. */
  alertId: Id.nullable(),
});
export type SecurityCase = z.infer<typeof SecurityCase>;

const Counts = z.partialRecord(SecurityKind, z.int());

export const securityRoutes = {
  securityOverview: route({
    method: 'GET',
    path: '/api/security/overview',
    tag,
    summary: 'Security centre: alerts, attacks by hour and kind, who has risk, who has to wait, health',
    reply: z.object({
      alerts: z.object({ open: z.int(), high: z.int(), acknowledged: z.int() }),
      openCases: z.int(),
      /** The last 24 hours, oldest first; `at` begins the hour. */
      byHour: z.array(z.object({ at: Instant, counts: Counts })),
      /** Of the last seven days. */
      byKind: Counts,
      /** Failed attempts of the last day that speak against nobody by themselves. */
      failures: z.int(),
      people: z.array(
        z.object({
          person: StudentRef,
          role: z.string(),
          points: z.int(),
          because: z.array(RiskReason),
          lastAt: Instant,
        }),
      ),
      /** Accounts at which attempts have to wait. */
      slowed: z.array(z.object({ person: PersonRef, role: z.string(), until: Instant })),
      health: z.object({
        /** Events that nobody has judged yet. */
        waiting: z.int(),
        /** When an event was last judged; null: never. */
        newestAt: Instant.nullable(),
        /** Sections whose check-ins are still to be compared. */
        sectionsDue: z.int(),
      }),
      /** Newest live event that this includes. */
      eventId: z.int(),
    }),
  }),
  listSecurityEvents: route({
    method: 'GET',
    path: '/api/security/events',
    tag,
    summary: 'Security events, newest first',
    query: Page.extend({
      /** attacks: without failures that speak against nobody. */
      only: z.enum(['attacks', 'all']).default('attacks'),
      kind: SecurityKind.optional(),
      personId: Id.optional(),
    }),
    reply: paged(SecurityEvent),
  }),
  listAlerts: route({
    method: 'GET',
    path: '/api/security/alerts',
    tag,
    summary: 'Alerts, those that need somebody first',
    query: Page.extend({ state: z.enum(['unresolved', ...AlertState.options]).default('unresolved') }),
    reply: paged(SecurityAlert),
  }),
  getAlert: route({
    method: 'GET',
    path: '/api/security/alerts/:id',
    tag,
    summary: 'One alert with its newest events',
    params: IdParams,
    reply: z.object({ alert: SecurityAlert, events: z.array(SecurityEvent) }),
  }),
  acknowledgeAlert: route({
    method: 'POST',
    path: '/api/security/alerts/:id/acknowledge',
    tag,
    summary: 'Say that somebody looks into an alert',
    params: IdParams,
    body: z.object({ version: z.int() }),
    reply: SecurityAlert,
    idempotent: true,
  }),
  resolveAlert: route({
    method: 'POST',
    path: '/api/security/alerts/:id/resolve',
    tag,
    summary: 'Settle an alert, with what came of it',
    params: IdParams,
    body: z.object({ version: z.int(), note: Text(1000) }),
    reply: SecurityAlert,
    idempotent: true,
  }),
  listCases: route({
    method: 'GET',
    path: '/api/security/cases',
    tag,
    summary: 'Students who seem to act together, newest first',
    query: Page,
    reply: paged(SecurityCase),
  }),
  getCase: route({
    method: 'GET',
    path: '/api/security/cases/:id',
    tag,
    summary: 'One case with its timeline',
    params: IdParams,
    reply: z.object({ case: SecurityCase, events: z.array(SecurityEvent) }),
  }),
};
