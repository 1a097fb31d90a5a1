import { NotificationContent } from '@smart-presence/contract';
import { z } from 'zod';
import type { Part } from './lay-out.ts';
import { letterKind, type Words } from './letter-kind.ts';
import { say } from './notification-letters.ts';

const AttendedOf = z.object({ attended: z.number(), of: z.int() });

const StudentFacts = z.object({
  role: z.literal('student'),
  /** Where they stand, a sentence for each section. */
  standing: z.array(z.string()),
  next: z.array(z.object({ course: z.string(), startsAt: z.int(), room: z.string().nullable() })),
});
const FacultyFacts = z.object({
  role: z.literal('faculty'),
  /** Sections that met. */
  sections: z.array(
    z.object({
      course: z.string(),
      sessions: z.int(),
      percent: z.number().nullable(),
      usualPercent: z.number().nullable(),
      slipping: z.array(z.object({ name: z.string(), before: AttendedOf, recent: AttendedOf })),
    }),
  ),
  /** Check-ins that wait for an answer. */
  reviews: z.int(),
});
const AdminFacts = z.object({
  role: z.literal('admin'),
  alerts: z.object({ open: z.int(), high: z.int() }),
  /** Given up, and can still be sent again. */
  mailsFailed: z.int(),
  /** Students who fell below the minimum in the time, and all who are below it. */
  newlyShort: z.int(),
  short: z.int(),
  reviews: z.int(),
});

/** What a digest says beside news that waited for it. Never a face, a score or another student's standing to a student. */
export const DigestFacts = z.discriminatedUnion('role', [StudentFacts, FacultyFacts, AdminFacts]);
export type DigestFacts = z.infer<typeof DigestFacts>;

/** What a digest has to know. `url`: where people reach this server. */
export const DigestData = z.object({
  name: z.string(),
  rhythm: z.enum(['daily', 'weekly']),
  from: z.int(),
  facts: DigestFacts.nullable(),
  news: z.array(NotificationContent),
  url: z.url({ protocol: /^https?$/ }).nullable(),
});

const many = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;
/** Rounded down, so that 74.9% never reads as 75%. */
const percent = (value: number): string => `${Math.floor(value + 1e-9)}%`;
const shares = ({ attended, of }: z.infer<typeof AttendedOf>): string =>
  `${Math.floor(attended * 10 + 1e-6) / 10} of ${of}`;

const part = (title: string, lines: readonly string[]): Part[] => (lines.length === 0 ? [] : [{ title, lines }]);

const studentParts = ({ standing, next }: z.infer<typeof StudentFacts>, { time }: Words): Part[] => [
  ...part('Where you stand', standing),
  ...part(
    'What is next',
    next.map(({ course, startsAt, room }) => `${course}, ${time(startsAt)}${room === null ? '' : `, room ${room}`}`),
  ),
];

const facultyParts = ({ sections, reviews }: z.infer<typeof FacultyFacts>): Part[] => [
  ...part(
    'Your sections',
    sections.map(({ course, sessions, percent: here, usualPercent }) => {
      const usual = usualPercent === null ? '' : `; usual is ${percent(usualPercent)}`;
      return `${course}: ${many(sessions, 'session')}, ${here === null ? 'no marks that count' : `${percent(here)} attended${usual}`}`;
    }),
  ),
  ...part(
    'Attending much less than before',
    sections.flatMap(({ course, slipping }) =>
      slipping.map(
        ({ name, before, recent }) =>
          `${name} in ${course}: ${shares(recent)} of the newest classes attended, ${shares(before)} before`,
      ),
    ),
  ),
  ...part('Waiting for you', reviews === 0 ? [] : [`${many(reviews, 'check-in')} to approve or refuse`]),
];

const adminParts = ({ alerts, mailsFailed, newlyShort, short, reviews }: z.infer<typeof AdminFacts>): Part[] =>
  part('To look at', [
    ...(alerts.open === 0
      ? []
      : [
          `${many(alerts.open, 'security alert')} that nobody has taken on${alerts.high === 0 ? '' : `, ${alerts.high} of high severity`}`,
        ]),
    ...(mailsFailed === 0 ? [] : [`${many(mailsFailed, 'mail')} that could not be delivered`]),
    ...(newlyShort === 0
      ? []
      : [
          `${many(newlyShort, 'student')} who fell below the minimum; ${many(short, 'student is', 'students are')} below it in this term`,
        ]),
    ...(reviews === 0 ? [] : [`${many(reviews, 'check-in')} of classes that are over, to approve or refuse`]),
  ]);

const partsOf = (facts: DigestFacts | null, known: Words): Part[] => {
  if (facts === null) return [];
  if (facts.role === 'student') return studentParts(facts, known);
  return facts.role === 'faculty' ? facultyParts(facts) : adminParts(facts);
};

/** What a day or a week came to, for one person. */
export const digestLetters = {
  digest: letterKind({
    data: DigestData,
    contents: ({ name, rhythm, from, facts, news, url }, known) => ({
      subject: `${known.institution}: your ${rhythm} digest`,
      greeting: `Hello ${name},`,
      paragraphs: [`What there is to say since ${known.time(from)}:`],
      parts: [
        ...partsOf(facts, known),
        ...part(
          'What you were told',
          news.map((content) =>
            say(content, known)
              .lines.filter((line) => line !== '')
              .join(' '),
          ),
        ),
      ],
      action: url === null ? null : { label: 'Open Smart Presence', url },
      notes: ['When there is nothing to say, no digest is sent.'],
      link:
        url === null
          ? undefined
          : { label: 'Choose how often you get this, or switch it off', url: `${url}/notifications/choices` },
    }),
  }),
};
