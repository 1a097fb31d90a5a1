import type { AuditAction, AuditSubjectKind, LiveEvent } from '@smart-presence/contract';
import type { DomainEvent } from '../events/domain-event.ts';
import type { AuditEntry } from './append.ts';

type Data = Record<string, unknown>;
type Recorded = (event: DomainEvent) => (Pick<AuditEntry, 'action' | 'subject'> & { details?: Data }) | undefined;

/** Some fields of something that an event carries, as far as it has them. */
const pick = (from: unknown, ...names: readonly string[]): Data =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (from as Data | undefined)?.[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
const idOf = (thing: unknown): string | null => ((thing as Data | undefined)?.id as string | undefined) ?? null;

const session =
  (action: AuditAction): Recorded =>
  ({ sessionId, sectionId, data }) => ({
    action,
    subject: { kind: 'attendance-session', id: sessionId ?? null },
    details: { sectionId, ...pick(data.session, 'state', 'openedAt', 'endsAt', 'counts') },
  });
const mark =
  (action: AuditAction): Recorded =>
  ({ sessionId, data }) => ({
    action,
    subject: { kind: 'mark', id: idOf(data.mark) },
    details: { sessionId, ...pick(data.mark, 'version', 'method', 'at', 'isFlagged'), to: idOfCode(data.mark) },
  });
const idOfCode = (of: unknown): unknown => (of as Data | undefined)?.code;
const review =
  (action: AuditAction): Recorded =>
  ({ sessionId, data }) => ({
    action,
    subject: { kind: 'review', id: idOf(data.review) },
    details: { sessionId, ...pick(data.review, 'state', 'reasons') },
  });
const person =
  (action: AuditAction, kind: AuditSubjectKind = 'person'): Recorded =>
  ({ personId, data }) => ({
    action,
    subject: { kind, id: personId ?? null },
    details: pick(data, 'textVersion', 'erased', 'pending', 'byStaff', 'reasons', 'resembles'),
  });

const jobActions: Record<string, AuditAction> = {
  queued: 'job.asked',
  done: 'job.done',
  failed: 'job.failed',
  undone: 'job.undone',
};

/** Events that no stream tells. */
type Unheard = 'consent.given' | 'consent.withdrawn' | 'template.enrolled' | 'template.confirmed' | 'template.erased';

/**
 * Which events are of consequence, and what of them is kept. The others tell screens to look again: what happened then
 * has entries of its own. An event that streams tell must stand here.
 */
const recorded: Record<Exclude<LiveEvent['type'], 'resync'> | Unheard, Recorded | undefined> = {
  'session.opened': session('session.opened'),
  'session.extended': session('session.extended'),
  'session.closing': session('session.closing'),
  'session.closed': session('session.closed'),
  'mark.recorded': mark('mark.recorded'),
  'mark.changed': mark('mark.changed'),
  'review.requested': review('review.requested'),
  'review.decided': review('review.decided'),
  'consent.given': person('consent.given'),
  'consent.withdrawn': person('consent.withdrawn'),
  'template.enrolled': person('template.enrolled'),
  'template.confirmed': person('template.confirmed'),
  'template.erased': person('template.erased'),
  'enrolment.flagged': person('enrolment.flagged'),
  'device.shared': ({ sessionId, personId, data }) => ({
    action: 'device.shared',
    subject: { kind: 'person', id: personId ?? null },
    details: { sessionId, students: (data.students as Data[] | undefined)?.map(({ id }) => id) ?? [] },
  }),
  // How far it is proves nothing; that it was asked for and how it ended does.
  'job.changed': ({ data }) => {
    const job = data.job as Data | undefined;
    const action = jobActions[String(job?.state)];
    return action && { action, subject: { kind: 'job', id: idOf(job) }, details: pick(job, 'kind', 'done', 'total') };
  },
  'room.looked': undefined,
  'monitoring.changed': undefined,
  'camera.changed': undefined,
  'kiosk.changed': undefined,
  'registrations.changed': undefined,
  'notifications.changed': undefined,
  'alert.changed': undefined,
  'security.changed': undefined,
  'request.changed': undefined,
  // Who rates what is between the student and the section.
  'feedback.flagged': undefined,
};

const byType: Partial<Record<string, Recorded>> = recorded;

/** The entries that events leave, in their order. */
export const entriesOf = (events: readonly DomainEvent[]): AuditEntry[] =>
  events.flatMap((event) => {
    const entry = Object.hasOwn(byType, event.type) ? byType[event.type]?.(event) : undefined;
    if (!entry) return [];
    const { at, actorId, personId } = event;
    return [{ ...entry, at, actorId, personId, details: { ...entry.details, ...event.proof } }];
  });
