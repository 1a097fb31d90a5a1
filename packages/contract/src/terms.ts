import { z } from 'zod';
import { Term, TermInput } from './academics.ts';
import { Id, IdParams } from './common.ts';
import { route } from './route.ts';

const tag = 'academics';

export const RollOverInput = z.object({
  /** The new term. One of this name that exists already has to have the same days: then what it lacks is added. */
  term: TermInput,
  /** Sections to copy; absent: all of the old term. */
  sectionIds: z.array(Id).max(5000).optional(),
  /** Their weekly slots, too. */
  withTimetable: z.boolean().default(true),
  /** Their active students, too. */
  withStudents: z.boolean().default(false),
  /** False: only says what would be made. */
  apply: z.boolean().default(false),
});

const SectionLabel = z.object({ courseCode: z.string(), name: z.string() });

export const RollOverReport = z.object({
  /** null: not made yet. */
  termId: Id.nullable(),
  sections: z.int(),
  /** Sections that the new term has already. They stay as they are. */
  already: z.int(),
  slots: z.int(),
  students: z.int(),
  /** Slots that are not copied: they had ended before the old term did, have no day in the new one, or meet another. */
  slotsLeftOut: z.array(
    z.object({
      section: SectionLabel,
      weekday: z.int(),
      start: z.string(),
      end: z.string(),
      reason: z.enum(['ended', 'no-day', 'overlap']),
    }),
  ),
  /** Who cannot teach any more, and so is left out. */
  teachersLeftOut: z.array(z.object({ section: SectionLabel, name: z.string() })),
  applied: z.boolean(),
});
export type RollOverReport = z.infer<typeof RollOverReport>;

/** What other days of a term would change, in numbers. */
export const TermChangeEffect = z.object({
  /** Classes to come that the timetables lose and gain by it; cancelled ones are not counted. */
  classes: z.object({ gone: z.int(), added: z.int() }),
  /** Who attends or teaches a section in which one of them is lost or gained: they are told. */
  people: z.int(),
  /** Days that are no longer of the term, by what falls on them. All of it stays. */
  outside: z.object({
    /** Sessions that were opened then, and the marks in them: they count as before. */
    sessions: z.int(),
    marks: z.int(),
    /** Enrolments that began then and have not ended. */
    enrolments: z.int(),
    /** Students who are to join or leave a section then. */
    planned: z.int(),
    /** Requests for leave, granted or waiting for an answer, of which a day falls on them. */
    leave: z.int(),
    /** Entries of days without classes. */
    holidays: z.int(),
  }),
  /** Standings of students that are judged anew: their percentages follow the policy, not the days. */
  standings: z.int(),
});
export type TermChangeEffect = z.infer<typeof TermChangeEffect>;

export const termRoutes = {
  previewTermChange: route({
    method: 'POST',
    path: '/api/terms/:id/preview',
    tag,
    summary: 'Count what other days of a term would change; changes nothing',
    params: IdParams,
    body: TermInput,
    reply: TermChangeEffect,
  }),
  listArchivedTerms: route({
    method: 'GET',
    path: '/api/terms/archived',
    tag,
    summary: 'Archived terms',
    reply: z.array(Term),
  }),
  rollOverTerm: route({
    method: 'POST',
    path: '/api/terms/:id/roll-over',
    tag,
    summary: 'Make a term from an old one: count first, then apply; doing it again changes nothing',
    params: IdParams,
    body: RollOverInput,
    reply: RollOverReport,
  }),
  archiveTerm: route({
    method: 'POST',
    path: '/api/terms/:id/archive',
    tag,
    summary: 'Archive a term: it can be read, and nothing in it changes any more',
    params: IdParams,
    reply: Term,
  }),
  restoreTerm: route({
    method: 'POST',
    path: '/api/terms/:id/restore',
    tag,
    summary: 'Bring an archived term back',
    params: IdParams,
    reply: Term,
  }),
};
