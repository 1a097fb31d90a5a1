import { z } from 'zod';
import { Id, IdParams, Instant, StudentRef } from './common.ts';
import { route } from './route.ts';

/** The newest classes that say whether somebody is slipping, and how many before them it takes to say so. */
export const SLIPPING_RECENT = 5;
export const SLIPPING_BEFORE = 5;
/** By how many percent points less of the newest classes were attended than of those before. */
export const SLIPPING_POINTS = 40;

/** Shares attended of so many classes that count. */
export const AttendedOf = z.object({ attended: z.number(), of: z.int() });
export type AttendedOf = z.infer<typeof AttendedOf>;

/** Somebody who attends much less than before, with what says so. Not whoever attends little: that is the shortage list. */
export const Slipping = z.object({ student: StudentRef, before: AttendedOf, recent: AttendedOf });
export type Slipping = z.infer<typeof Slipping>;

export const HeldSession = z.object({
  id: Id,
  openedAt: Instant,
  /** Students whose mark counts, and those of them who came, if late. */
  of: z.int(),
  attended: z.int(),
  /** null: no mark counts. */
  percent: z.number().nullable(),
  /** Marks of who came late. */
  late: z.int(),
  /** Median of the whole minutes after opening at which they were seen; null: nobody late was seen by camera or code. */
  minutesLate: z.int().nullable(),
});
export type HeldSession = z.infer<typeof HeldSession>;

export const SectionInsight = z.object({
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  minimumPercent: z.number(),
  /** Median of the percentages of the sessions; null before there are three. */
  usualPercent: z.number().nullable(),
  /** Sessions that are over, oldest first. */
  sessions: z.array(HeldSession),
  /** Everybody still enrolled who is, by name: the list ranks nobody. */
  slipping: z.array(Slipping),
  punctuality: z.object({
    late: z.int(),
    /** All who came, late or not. */
    came: z.int(),
    minutesLate: z.int().nullable(),
  }),
});
export type SectionInsight = z.infer<typeof SectionInsight>;

export const sectionInsightRoutes = {
  sectionInsight: route({
    method: 'GET',
    path: '/api/sections/:id/insight',
    tag: 'insights',
    summary: 'How attendance of a section went from session to session, who comes late, and who is slipping',
    params: IdParams,
    reply: SectionInsight,
  }),
};
