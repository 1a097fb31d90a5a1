import { z } from 'zod';
import { Day, Id, Instant, Line } from './common.ts';
import { MarkCode } from './policy-choices.ts';
import { ReportKind } from './reports.ts';
import { SecurityKind, Severity } from './security-events.ts';

const SectionRef = z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() });
/** A class of the timetable as it is now. */
const ClassRef = z.object({
  section: SectionRef,
  startsAt: Instant,
  endsAt: Instant,
  room: z.string().nullable(),
  teacher: z.string().nullable(),
});

const about = <const K extends string, S extends z.ZodRawShape>(kind: K, data: S) =>
  z.object({ kind: z.literal(kind), data: z.object(data) });

/** What a notification is about: its kind, and what is needed to put it into words. Never a score, a place or a picture. */
export const NotificationContent = z.discriminatedUnion('kind', [
  about('session-opened', { sessionId: Id, section: SectionRef, endsAt: Instant }),
  about('class-cancelled', { ...ClassRef.shape, reason: Line(200).nullable() }),
  /** Held at another time, or in another room. */
  about('class-moved', { ...ClassRef.shape, wasAt: Instant }),
  /** Somebody else teaches it. */
  about('class-substitute', ClassRef.shape),
  /** A class that was cancelled is held after all. */
  about('class-restored', ClassRef.shape),
  about('timetable-changed', { section: SectionRef }),
  /** `isLifted`: the days are taken back, classes are held after all. */
  about('no-classes', { name: z.string(), first: Day, last: Day, isLifted: z.boolean() }),
  /** A term has other days, and classes to come are lost or gained by it. */
  about('term-changed', { name: z.string(), first: Day, last: Day }),
  about('review-decided', {
    sessionId: Id,
    section: SectionRef,
    /** When the check-in was made. */
    requestedAt: Instant,
    isApproved: z.boolean(),
  }),
  about('mark-corrected', {
    sessionId: Id,
    section: SectionRef,
    openedAt: Instant,
    from: MarkCode,
    to: MarkCode,
    reason: z.string().nullable(),
  }),
  /** Leave was granted or refused, an appeal accepted or refused. Never why: that is read with the request. */
  about('request-answered', {
    requestId: Id,
    request: z.enum(['leave', 'appeal']),
    /** Of leave. */
    firstDay: Day.nullable(),
    lastDay: Day.nullable(),
    /** Of an appeal: when the session was opened. */
    openedAt: Instant.nullable(),
    verdict: z.enum(['granted', 'refused']),
    /** Until when somebody else may be asked to read it again; null: nobody more. */
    secondReadingBy: Instant.nullable(),
  }),
  /** A class has left the student below the minimum. */
  about('attendance-low', {
    section: SectionRef,
    percent: z.number(),
    minimumPercent: z.number(),
    /** What is missing may still be condoned by the college; null: it condones nothing. */
    isCondonable: z.boolean().nullable(),
    /** Where the student stood then, with what to do. */
    sentence: z.string(),
  }),
  about('absences-in-a-row', { section: SectionRef, count: z.int() }),
  /** An administrator suggests to enrol the face again: it is often hard to recognise. */
  about('enrol-again', {}),
  /** Low ratings of one day. Never whose, of which session, or what was said: that is read where one is signed in. */
  about('feedback-low', { section: SectionRef, day: Day, count: z.int() }),
  /** Somebody has answered what the student said. */
  about('feedback-answered', { section: SectionRef }),
  /** A report that somebody scheduled is ready. Its title may name a person, and stays inside. */
  about('report-ready', { fileId: Id, report: ReportKind, expiresAt: Instant }),
  about('new-device', { device: z.string(), network: z.string().nullable() }),
  /** An alert of the security centre. `more`: how many others were raised with it, since mails are kept few. */
  about('security-alert', { alertId: Id, threat: SecurityKind, severity: Severity, more: z.int() }),
]);
export type NotificationContent = z.infer<typeof NotificationContent>;
export type NotificationKind = NotificationContent['kind'];
export type NotificationData<K extends NotificationKind> = Extract<NotificationContent, { kind: K }>['data'];

export interface NotificationKindSpec {
  /** Who is ever told of it. */
  roles: readonly ('admin' | 'faculty' | 'student')[];
  /** `always`: security wants it. */
  inApp: 'on' | 'off' | 'always';
  /** `never`: no letter says it. `always`: a letter of its own says it, which cannot be switched off. */
  mail: 'on' | 'off' | 'never' | 'always';
  /** Its mail may wait for the digest: nothing is lost when it is read days later. */
  mayWait: boolean;
  /** How long it can be read again. */
  keptDays: number;
}

const everybody = ['admin', 'faculty', 'student'] as const;
const atClass = ['faculty', 'student'] as const;

/** Every kind, with what people get who chose nothing. A kind is complete when the web has words for it. */
export const notificationKinds = {
  'session-opened': { roles: ['student'], inApp: 'on', mail: 'never', mayWait: false, keptDays: 1 },
  'class-cancelled': { roles: atClass, inApp: 'on', mail: 'on', mayWait: false, keptDays: 60 },
  'class-moved': { roles: atClass, inApp: 'on', mail: 'on', mayWait: false, keptDays: 60 },
  'class-substitute': { roles: atClass, inApp: 'on', mail: 'off', mayWait: false, keptDays: 60 },
  'class-restored': { roles: atClass, inApp: 'on', mail: 'on', mayWait: false, keptDays: 60 },
  'timetable-changed': { roles: atClass, inApp: 'on', mail: 'never', mayWait: false, keptDays: 60 },
  'no-classes': { roles: atClass, inApp: 'on', mail: 'off', mayWait: false, keptDays: 60 },
  'term-changed': { roles: atClass, inApp: 'on', mail: 'off', mayWait: false, keptDays: 60 },
  'review-decided': { roles: ['student'], inApp: 'on', mail: 'off', mayWait: true, keptDays: 180 },
  'mark-corrected': { roles: ['student'], inApp: 'on', mail: 'off', mayWait: true, keptDays: 180 },
  'request-answered': { roles: ['student'], inApp: 'on', mail: 'on', mayWait: true, keptDays: 180 },
  'attendance-low': { roles: ['student'], inApp: 'on', mail: 'on', mayWait: true, keptDays: 180 },
  'absences-in-a-row': { roles: ['student'], inApp: 'on', mail: 'on', mayWait: true, keptDays: 180 },
  'enrol-again': { roles: ['student'], inApp: 'on', mail: 'on', mayWait: true, keptDays: 60 },
  'security-alert': { roles: ['admin'], inApp: 'on', mail: 'on', mayWait: false, keptDays: 180 },
  'feedback-low': { roles: ['admin', 'faculty'], inApp: 'on', mail: 'on', mayWait: true, keptDays: 60 },
  'feedback-answered': { roles: ['student'], inApp: 'on', mail: 'off', mayWait: true, keptDays: 60 },
  'report-ready': { roles: everybody, inApp: 'on', mail: 'on', mayWait: true, keptDays: 30 },
  'new-device': { roles: everybody, inApp: 'always', mail: 'always', mayWait: false, keptDays: 180 },
} as const satisfies Record<NotificationKind, NotificationKindSpec>;

export const NotificationKind = z.enum(Object.keys(notificationKinds) as [NotificationKind, ...NotificationKind[]]);

/** Kinds that people can have mailed. */
export type MailableKind = {
  [K in NotificationKind]: (typeof notificationKinds)[K]['mail'] extends 'on' | 'off' ? K : never;
}[NotificationKind];
