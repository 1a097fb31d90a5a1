import { z } from 'zod';
import { Instant } from './common.ts';
import { REPORT_FILE_DAYS } from './reports.ts';
import { route } from './route.ts';

/*
 * How long what is held about people is kept, in one table. `set` says where its length is chosen: `here` on the page of retention, as part of
 * the policy; `fixed` by the program; the others on the page or in the variable they name.
 */
const here = (days: number, least: number, most = 3650) => ({ set: 'here', days, least, most }) as const;
const fixed = (days: number) => ({ set: 'fixed', days }) as const;
const elsewhere = (set: 'policy' | 'monitoring' | 'operator') => ({ set }) as const;

export const retentionRules = {
  'leaver-templates': { ...here(120, 1), does: 'erases' },
  'mark-evidence': { ...here(365, 30), does: 'empties' },
  'class-photos': { ...here(180, 7), does: 'erases' },
  'feedback-comments': { ...here(730, 30), does: 'empties' },
  events: { ...here(90, 7), does: 'erases' },
  'security-events': { ...here(180, 30), does: 'erases' },
  'check-in-traces': { ...here(90, 7), does: 'erases' },
  'settled-alerts': { ...here(365, 30), does: 'erases' },
  'sent-mail': { ...here(30, 1, 365), does: 'erases' },
  'given-up-mail': { ...here(90, 1, 365), does: 'erases' },
  'sign-in-sessions': { ...here(30, 1, 365), does: 'erases' },
  documents: { ...elsewhere('policy'), does: 'empties' },
  'room-results': { ...elsewhere('monitoring'), does: 'erases' },
  'room-pictures': { ...elsewhere('monitoring'), does: 'erases' },
  'audit-log': { ...elsewhere('operator'), does: 'erases' },
  imports: { ...fixed(90), does: 'erases' },
  'photo-uploads': { ...fixed(1), does: 'erases' },
  'seen-pictures': { ...fixed(30), does: 'erases' },
  challenges: { ...fixed(2), does: 'erases' },
  'room-codes': { ...fixed(1), does: 'erases' },
  'kiosk-visits': { ...fixed(1), does: 'erases' },
  'failed-sign-ins': { ...fixed(1), does: 'erases' },
  'sign-in-links': { ...fixed(7), does: 'erases' },
  registrations: { ...fixed(30), does: 'erases' },
  notifications: { ...fixed(180), does: 'erases' },
  'report-files': { ...fixed(REPORT_FILE_DAYS), does: 'erases' },
  'reports-asked': { ...fixed(30), does: 'erases' },
  replies: { ...fixed(1), does: 'erases' },
} as const;

export type RetentionCode = keyof typeof retentionRules;
export const retentionCodes = Object.keys(retentionRules) as [RetentionCode, ...RetentionCode[]];

type RuleHere = { [C in RetentionCode]: (typeof retentionRules)[C]['set'] extends 'here' ? C : never }[RetentionCode];
/** Rules whose days are part of the policy. */
export const rulesHere = retentionCodes.filter((code): code is RuleHere => retentionRules[code].set === 'here');
export type RuleSetHere = RuleHere;

const Days = ({ days, least, most }: { days: number; least: number; most: number }) =>
  z.int().min(least).max(most).default(days);

/** Days of each rule that is part of the policy. Versions from before there was one have what is usual. */
export const RetentionDays = z
  .object(
    Object.fromEntries(rulesHere.map((code) => [code, Days(retentionRules[code])])) as {
      [C in RuleHere]: ReturnType<typeof Days>;
    },
  )
  .prefault({});
export type RetentionDays = z.infer<typeof RetentionDays>;

export const RetentionCode = z.enum(retentionCodes);
export const RuleSetHere = z.enum(rulesHere as [RuleHere, ...RuleHere[]]);

export const RetentionRow = z.object({
  code: RetentionCode,
  /** How long it is kept, days; null: for ever, or not at all where nothing of the kind is kept. */
  days: z.int().nullable(),
  /** Rows that are due now, and that the next run erases or empties. */
  due: z.int(),
  /** Rows that would be, and are kept because a case, an alert or a request about them is open. */
  held: z.int(),
  lastRunAt: Instant.nullable(),
  /** What the last run that found something erased or emptied, and when that was. */
  lastCount: z.int().nullable(),
  lastCountAt: Instant.nullable(),
});
export type RetentionRow = z.infer<typeof RetentionRow>;

const tag = 'privacy';
const Chosen = z.object({ code: RuleSetHere, days: z.coerce.number().int().min(1).max(3650) });

export const retentionRoutes = {
  listRetention: route({
    method: 'GET',
    path: '/api/retention',
    tag,
    summary: 'How long everything about people is kept, and what is due now',
    reply: z.object({ rules: z.array(RetentionRow) }),
  }),
  previewRetention: route({
    method: 'GET',
    path: '/api/retention/preview',
    tag,
    summary: 'What would be due under another number of days, in numbers',
    query: Chosen,
    reply: z.object({ due: z.int(), held: z.int() }),
  }),
  saveRetention: route({
    method: 'POST',
    path: '/api/retention',
    tag,
    summary: 'Keep something for so many days from now on; a new version of the policy',
    body: z.object({ code: RuleSetHere, days: z.int().min(1).max(3650) }),
    reply: z.object({ code: RuleSetHere, days: z.int() }),
  }),
};
