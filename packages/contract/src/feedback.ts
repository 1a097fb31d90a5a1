import { z } from 'zod';
import { Id, IdParams, Instant, Page, PersonRef, paged, StudentRef, Text } from './common.ts';
import { route } from './route.ts';

const tag = 'feedback';

/** 1 (very poor) to 5 (very good). */
export const Rating = z.int().min(1).max(5);
/** A rating so low that somebody is told. */
export const LOW_RATING = 2;
/** Answers without names are shown from this many on: fewer would tell whose they are. */
export const SMALL_GROUP = 5;

const SectionOfFeedback = z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() });

/** Ratings of a group that may be shown. */
export const Ratings = z.object({
  /** How many gave 1, 2, 3, 4 and 5. */
  counts: z.array(z.int()).length(5),
  average: z.number().min(1).max(5),
  /** Ratings of `LOW_RATING` and less. */
  low: z.int(),
});
export type Ratings = z.infer<typeof Ratings>;

export const FeedbackReply = z.object({ text: z.string(), by: PersonRef, at: Instant });

/** What a student said of a session, as they see it themselves. */
export const OwnFeedback = z.object({
  id: Id,
  sessionId: Id,
  openedAt: Instant,
  section: SectionOfFeedback,
  rating: Rating,
  comment: z.string().nullable(),
  /** Whether teachers and administrators read whose it is. */
  isNamed: z.boolean(),
  givenAt: Instant,
  reply: FeedbackReply.nullable(),
});
export type OwnFeedback = z.infer<typeof OwnFeedback>;

/** A session that was attended, and of which nothing was said yet. */
export const AwaitedFeedback = z.object({
  sessionId: Id,
  openedAt: Instant,
  section: SectionOfFeedback,
  /** When it is too late. */
  until: Instant,
});
export type AwaitedFeedback = z.infer<typeof AwaitedFeedback>;

/** A comment as staff read it. Without a name it is of no session either: in a small one that would be a name. */
export const FeedbackComment = z.object({
  id: Id,
  rating: Rating,
  comment: z.string(),
  student: StudentRef.nullable(),
  session: z.object({ id: Id, openedAt: Instant }).nullable(),
  reply: FeedbackReply.nullable(),
});
export type FeedbackComment = z.infer<typeof FeedbackComment>;

export const SectionFeedback = z.object({
  section: SectionOfFeedback,
  /** Marks of sessions in which feedback could be given that count as attended. */
  attended: z.int(),
  given: z.int(),
  /** null: fewer than `SMALL_GROUP` without a name. */
  ratings: Ratings.nullable(),
  /** Oldest first. */
  sessions: z.array(
    z.object({ id: Id, openedAt: Instant, attended: z.int(), given: z.int(), ratings: Ratings.nullable() }),
  ),
  /** In no order of time. Empty as long as the ratings are not shown. */
  comments: z.array(FeedbackComment),
});
export type SectionFeedback = z.infer<typeof SectionFeedback>;

export const FeedbackRow = z.object({
  section: SectionOfFeedback,
  given: z.int(),
  ratings: Ratings.nullable(),
  /** Of the newest answer; null: none yet. */
  lastAt: Instant.nullable(),
});
export type FeedbackRow = z.infer<typeof FeedbackRow>;

export const FeedbackSettings = z.object({
  /** Who hears of low ratings, beside the teachers of the section where that is wanted. */
  people: z.array(PersonRef),
  tellsTeachers: z.boolean(),
});
export type FeedbackSettings = z.infer<typeof FeedbackSettings>;

export const feedbackRoutes = {
  myFeedback: route({
    method: 'GET',
    path: '/api/me/feedback',
    tag,
    summary: 'Attended sessions that wait for feedback, and what was given, newest first',
    reply: z.object({
      awaited: z.array(AwaitedFeedback),
      given: z.array(OwnFeedback),
      /** Whether what is given now carries the name. */
      isNamed: z.boolean(),
    }),
  }),
  giveFeedback: route({
    method: 'POST',
    path: '/api/me/feedback',
    tag,
    summary: 'Rate an attended session, once',
    status: 201,
    idempotent: true,
    body: z.object({
      sessionId: Id,
      rating: Rating,
      comment: Text(1000).nullable().default(null),
      /** As it was said to the student: refused when the rule has changed since. */
      isNamed: z.boolean(),
    }),
    reply: OwnFeedback,
  }),
  listFeedback: route({
    method: 'GET',
    path: '/api/feedback',
    tag,
    summary: 'Sections with feedback, newest first: own ones of teachers, all of administrators',
    query: Page,
    reply: paged(FeedbackRow),
  }),
  sectionFeedback: route({
    method: 'GET',
    path: '/api/sections/:id/feedback',
    tag,
    summary: 'Ratings and comments of a section; groups of fewer than five without names are not broken out',
    params: IdParams,
    reply: SectionFeedback,
  }),
  replyToFeedback: route({
    method: 'POST',
    path: '/api/feedback/:id/reply',
    tag,
    summary: 'Answer a comment, once; its student reads it',
    status: 201,
    params: IdParams,
    body: z.object({ text: Text(1000) }),
    reply: FeedbackComment,
  }),
  feedbackSettings: route({
    method: 'GET',
    path: '/api/feedback/settings',
    tag,
    summary: 'Who hears of low ratings',
    reply: FeedbackSettings,
  }),
  saveFeedbackSettings: route({
    method: 'PUT',
    path: '/api/feedback/settings',
    tag,
    summary: 'Choose who hears of low ratings',
    body: z.object({ people: z.array(Id).max(20), tellsTeachers: z.boolean() }),
    reply: FeedbackSettings,
  }),
};
