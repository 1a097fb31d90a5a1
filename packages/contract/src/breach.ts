import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { route } from './route.ts';

/** What others may have got at. device: a paired kiosk or tablet; account: whoever signed in as somebody. */
export const BreachSystem = z.enum(['database', 'templates', 'documents', 'mail', 'rooms', 'device', 'account']);
export type BreachSystem = z.infer<typeof BreachSystem>;

/** sealed: AES-256-GCM under keys that the server's key wraps, which is not in the database; hashed: keyed or salted hashes. */
export const Protection = z.enum(['clear', 'sealed', 'hashed']);
export type Protection = z.infer<typeof Protection>;

export const BreachQuestion = z.object({
  system: BreachSystem,
  from: Instant,
  to: Instant,
  /** The kiosk, or the person whose account it is; null for the other systems. */
  of: Id.nullable().default(null),
  /** Whether whoever it was has the server's keys, too: then nothing sealed is safe. */
  hasKeys: z.boolean().default(false),
});
export type BreachQuestion = z.infer<typeof BreachQuestion>;

export const BreachReport = z.object({
  question: BreachQuestion,
  madeAt: Instant,
  /** Data subjects, each once, by role. */
  people: z.int(),
  byRole: z.array(z.object({ role: z.string(), people: z.int() })),
  under18: z.int(),
  kinds: z.array(z.object({ kind: z.string(), rows: z.int(), people: z.int(), protection: Protection })),
  /** People and templates erased since the beginning: they may have been affected, and are in no list. */
  erasedSince: z.int(),
  happened: z.object({
    securityEvents: z.array(z.object({ code: z.string(), times: z.int() })),
    auditEntries: z.array(z.object({ action: z.string(), count: z.int() })),
    alerts: z.int(),
  }),
});
export type BreachReport = z.infer<typeof BreachReport>;

export const breachRoutes = {
  reportBreach: route({
    method: 'POST',
    path: '/api/breach-reports',
    tag: 'privacy',
    summary: 'Who may be affected by a breach, with which kinds of data, and what happened meanwhile',
    body: BreachQuestion,
    reply: BreachReport,
  }),
  breachList: route({
    method: 'POST',
    path: '/api/breach-reports/list',
    tag: 'privacy',
    summary: 'Those affected, one in each row, with how to reach them and the kinds of data, as CSV',
    body: BreachQuestion,
    reply: 'file',
  }),
};
