import { z } from 'zod';
import { Day, Id, Instant } from './common.ts';
import { MarkMethod } from './marks.ts';
import { route } from './route.ts';

/**
 * Sessions that are over, summed up. `counted` are the marks that count: attended and absent; excused ones do not. The rate is
 * attended / counted, the late rate late / attended.
 */
export const SessionTotals = z.object({
  sessions: z.int(),
  counted: z.int(),
  attended: z.int(),
  late: z.int(),
  excused: z.int(),
  /** Check-ins that a person has still to decide about. */
  review: z.int(),
});
export type SessionTotals = z.infer<typeof SessionTotals>;

export const AnalyticsFilter = z.object({
  /** The current term when absent. */
  termId: Id.optional(),
  departmentId: Id.optional(),
  courseId: Id.optional(),
  /** Days in the institution's zone, both included; the whole term when absent. */
  from: Day.optional(),
  until: Day.optional(),
  by: z.enum(['day', 'week']).default('week'),
});
export type AnalyticsFilter = z.infer<typeof AnalyticsFilter>;

/** `day`: the day, or the Monday of the week. */
const TrendPoint = SessionTotals.extend({ day: Day });

const Eligibility = z.object({
  /** Students in sections, each once per section: before their first session that counts, and by where they stand. */
  none: z.int(),
  met: z.int(),
  condonable: z.int(),
  short: z.int(),
  /** Of those below the minimum, by how many sessions in a row would reach it; `never`: none would. */
  needs: z.object({ upTo3: z.int(), upTo10: z.int(), more: z.int(), never: z.int() }),
  /** Students below the minimum anywhere, each once. */
  students: z.int(),
  /** When this was counted: seconds ago at most. */
  at: Instant,
});
export type Eligibility = z.infer<typeof Eligibility>;

export const Analytics = z.object({
  /** null before there is any term. */
  term: z.object({ id: Id, name: z.string(), start: Day, end: Day }).nullable(),
  total: SessionTotals,
  trend: z.array(TrendPoint),
  /** The term before, as far as this one has come; days moved by whole weeks, so that both begin together. null: there was none. */
  before: z
    .object({ term: z.object({ id: Id, name: z.string() }), total: SessionTotals, trend: z.array(TrendPoint) })
    .nullable(),
  departments: z.array(SessionTotals.extend({ id: Id, code: z.string(), name: z.string() })),
  /** Riskiest first: by the share of students below the minimum, then by attendance. */
  courses: z.array(
    SessionTotals.extend({
      id: Id,
      code: z.string(),
      name: z.string(),
      /** Students in its sections who stand somewhere by now, and those below the minimum. */
      standings: z.int(),
      below: z.int(),
    }),
  ),
  /** Of the course that is asked about; none otherwise. */
  sections: z.array(SessionTotals.extend({ id: Id, name: z.string(), standings: z.int(), below: z.int() })),
  /** By the hour of the institution's clocks in which sessions were opened. */
  hours: z.array(SessionTotals.extend({ hour: z.int().min(0).max(23) })),
  /** How those who attended were marked. */
  methods: z.array(z.object({ method: MarkMethod, attended: z.int() })),
  eligibility: Eligibility,
});
export type Analytics = z.infer<typeof Analytics>;

export const analyticsRoutes = {
  analytics: route({
    method: 'GET',
    path: '/api/analytics',
    tag: 'insights',
    summary: 'Attendance of a term: trend, departments, courses, hours, methods, eligibility, and the term before',
    query: AnalyticsFilter,
    reply: Analytics,
  }),
};
