import { z } from 'zod';
import { Day, Id, IdParams, Instant, Page, PersonRef, paged, StudentRef, Text } from './common.ts';
import { MarkCode } from './policy-choices.ts';
import { multipart, route } from './route.ts';

const tag = 'requests';

export const LeaveKind = z.enum(['excused', 'on-duty', 'medical']);
export type LeaveKind = z.infer<typeof LeaveKind>;

/**
 * open: waits for the first answer; answered: somebody else may read it again for a while; second-reading: the student has
 * asked for that; final: read twice; withdrawn: by the student.
 */
export const RequestState = z.enum(['open', 'answered', 'second-reading', 'final', 'withdrawn']);
export type RequestState = z.infer<typeof RequestState>;

export const RequestKind = z.enum(['leave', 'appeal']);
export type RequestKind = z.infer<typeof RequestKind>;

export const RequestVerdict = z.enum(['granted', 'refused']);
export type RequestVerdict = z.infer<typeof RequestVerdict>;

export const RequestAnswer = z.object({
  /** 1: the first answer; 2: the second reader's, who confirms it or overturns it. */
  round: z.int().min(1).max(2),
  verdict: RequestVerdict,
  reason: z.string(),
  /** The mark that was given; null when refused. */
  code: MarkCode.nullable(),
  by: PersonRef,
  at: Instant,
});
export type RequestAnswer = z.infer<typeof RequestAnswer>;

export const DocumentType = z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/webp']);
export type DocumentType = z.infer<typeof DocumentType>;

/** What is known of a document without opening it. */
export const RequestDocument = z.object({
  id: Id,
  type: DocumentType,
  bytes: z.int(),
  addedAt: Instant,
  /** When it was erased; null: it can be opened. */
  erasedAt: Instant.nullable(),
  openings: z.array(z.object({ by: PersonRef, at: Instant })),
});
export type RequestDocument = z.infer<typeof RequestDocument>;

/** What whoever asked may do about a request now. */
export const RequestAction = z.enum(['withdraw', 'ask-second-reading', 'answer', 'read-again']);
export type RequestAction = z.infer<typeof RequestAction>;

const SectionOfRequest = z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() });

export const StudentRequest = z.object({
  id: Id,
  kind: RequestKind,
  student: StudentRef,
  /** null: leave from every class. */
  section: SectionOfRequest.nullable(),
  state: RequestState,
  /** What holds now; null: not answered. */
  verdict: RequestVerdict.nullable(),
  statement: z.string(),
  askedAt: Instant,
  /** When an answer is due. */
  answerBy: Instant,
  secondReadingBy: Instant.nullable(),
  /** What the student wrote when asking for the second reading. */
  second: z.object({ at: Instant, statement: z.string() }).nullable(),
  leave: z.object({ kind: LeaveKind, firstDay: Day, lastDay: Day }).nullable(),
  appeal: z
    .object({
      session: z.object({ id: Id, openedAt: Instant, isLocked: z.boolean() }),
      /** The mark that the appeal is against. */
      from: MarkCode,
      wanted: MarkCode,
    })
    .nullable(),
  documents: z.array(RequestDocument),
  answers: z.array(RequestAnswer),
  /** Current marks that come from this request. */
  marks: z.int(),
  can: z.array(RequestAction),
});
export type StudentRequest = z.infer<typeof StudentRequest>;

/** What a student may ask for now. */
export const RequestOffer = z.object({
  leave: z.object({
    kinds: z.array(z.object({ kind: LeaveKind, code: MarkCode })),
    /** Leave that ends before this day cannot be asked for any more. */
    earliestDay: Day,
    sections: z.array(SectionOfRequest),
  }),
  /** Own marks that can still be appealed against. */
  marks: z.array(z.object({ sessionId: Id, code: MarkCode, until: Instant })),
  /** Marks that an appeal may ask for. */
  codes: z.array(z.object({ code: MarkCode, name: z.string() })),
});
export type RequestOffer = z.infer<typeof RequestOffer>;

/** Most days that one request for leave covers. */
export const MOST_LEAVE_DAYS = 190;

export const LeaveInput = z
  .object({
    kind: LeaveKind,
    firstDay: Day,
    lastDay: Day,
    /** One section alone; null: every class of these days. */
    sectionId: Id.nullable().default(null),
    statement: Text(2000),
  })
  .refine(({ firstDay, lastDay }) => firstDay <= lastDay, {
    path: ['lastDay'],
    message: 'must not be before the first',
  })
  .refine(({ firstDay, lastDay }) => (Date.parse(lastDay) - Date.parse(firstDay)) / 86_400_000 < MOST_LEAVE_DAYS, {
    path: ['lastDay'],
    message: `at most ${MOST_LEAVE_DAYS} days in one request`,
  });
export type LeaveInput = z.infer<typeof LeaveInput>;

export const documentLimits = { name: 'documents', min: 0, max: 3, maxBytes: 5_000_000 };

export const requestRoutes = {
  myRequests: route({
    method: 'GET',
    path: '/api/me/requests',
    tag,
    summary: 'Own leave requests and appeals, newest first, and what may be asked for now',
    reply: z.object({ requests: z.array(StudentRequest), offer: RequestOffer }),
  }),
  askLeave: route({
    method: 'POST',
    path: '/api/me/leave',
    tag,
    summary: 'Ask for leave, with documents (PDF, JPEG, PNG, WebP)',
    status: 201,
    idempotent: true,
    body: multipart(LeaveInput, documentLimits),
    reply: StudentRequest,
  }),
  appealMark: route({
    method: 'POST',
    path: '/api/me/appeals',
    tag,
    summary: 'Appeal against an own mark',
    status: 201,
    idempotent: true,
    body: z.object({ sessionId: Id, wanted: MarkCode, statement: Text(2000) }),
    reply: StudentRequest,
  }),
  withdrawRequest: route({
    method: 'POST',
    path: '/api/me/requests/:id/withdraw',
    tag,
    summary: 'Withdraw a request; marks of granted leave are put back',
    params: IdParams,
    reply: StudentRequest,
  }),
  askSecondReading: route({
    method: 'POST',
    path: '/api/me/requests/:id/second-reading',
    tag,
    summary: 'Ask that somebody else reads a refused request',
    params: IdParams,
    body: z.object({ statement: Text(2000) }),
    reply: StudentRequest,
  }),
  listRequests: route({
    method: 'GET',
    path: '/api/requests',
    tag,
    summary: 'Requests the viewer may answer: those that wait, the first due first, or those that were answered',
    query: Page.extend({ show: z.enum(['waiting', 'answered']).default('waiting'), kind: RequestKind.optional() }),
    reply: paged(StudentRequest),
  }),
  getRequest: route({
    method: 'GET',
    path: '/api/requests/:id',
    tag,
    summary: 'One request',
    params: IdParams,
    reply: StudentRequest,
  }),
  answerRequest: route({
    method: 'POST',
    path: '/api/requests/:id/answers',
    tag,
    summary: 'Grant or refuse a request, or as the second reader confirm or overturn an answer',
    params: IdParams,
    body: z.object({
      /** Which answer this is meant to be, so that nobody answers what somebody else has just answered. */
      round: z.int().min(1).max(2),
      verdict: RequestVerdict,
      reason: Text(2000),
    }),
    reply: StudentRequest,
  }),
  openDocument: route({
    method: 'POST',
    path: '/api/request-documents/:id/open',
    tag,
    summary: 'A document of a request; who opens it is written down',
    params: IdParams,
    reply: 'file',
  }),
};
