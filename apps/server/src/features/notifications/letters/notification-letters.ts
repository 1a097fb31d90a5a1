import { type MailableKind, NotificationContent, type NotificationData } from '@smart-presence/contract';
import { z } from 'zod';
import { letterKind, type Words } from './letter-kind.ts';

/** What a letter about a notification has to know. `url` leads to all of them. */
export const NotificationLetterData = z.object({
  name: z.string(),
  content: NotificationContent,
  url: z.url({ protocol: /^https?$/ }).nullable(),
});

interface Said {
  subject: string;
  lines: readonly string[];
}
type ClassData = NotificationData<'class-restored'>;

const classOf = ({ section }: { section: ClassData['section'] }): string => `${section.courseName} (${section.name})`;
const whereOf = ({ room, teacher }: ClassData): string =>
  [room && `Room: ${room}.`, teacher && `Teacher: ${teacher}.`].filter(Boolean).join(' ');
const days = ({ first, last }: { first: string; last: string }): string =>
  first === last ? `on ${first}` : `from ${first} to ${last}`;

/** Every kind that people can have mailed, in words. */
const words: { [K in MailableKind]: (data: NotificationData<K>, words: Words) => Said } = {
  'class-cancelled': (data, { time }) => ({
    subject: `${classOf(data)} is cancelled`,
    lines: [
      `The class ${classOf(data)} on ${time(data.startsAt)} is not held.`,
      ...(data.reason === null ? [] : [`The reason given: ${data.reason}`]),
    ],
  }),
  'class-moved': (data, { time }) => ({
    subject: `${classOf(data)} has moved`,
    lines: [
      `The class ${classOf(data)} that was to be on ${time(data.wasAt)} is on ${time(data.startsAt)}.`,
      whereOf(data),
    ],
  }),
  'class-substitute': (data, { time }) => ({
    subject: `${classOf(data)} has another teacher`,
    lines: [`The class ${classOf(data)} on ${time(data.startsAt)} is taught by somebody else.`, whereOf(data)],
  }),
  'class-restored': (data, { time }) => ({
    subject: `${classOf(data)} is held after all`,
    lines: [`The class ${classOf(data)} on ${time(data.startsAt)} is held after all.`, whereOf(data)],
  }),
  'no-classes': (data) => ({
    subject: data.isLifted ? `Classes are held: ${data.name}` : `No classes: ${data.name}`,
    lines: [
      data.isLifted
        ? `Classes are held ${days(data)} after all: ${data.name} was taken back.`
        : `There are no classes ${days(data)}: ${data.name}.`,
    ],
  }),
  'term-changed': (data) => ({
    subject: `${data.name} has other days`,
    lines: [
      `${data.name} is ${days(data)} now. Some of your classes are added or no longer held; what was held counts.`,
    ],
  }),
  'review-decided': (data, { time }) => ({
    subject: `Your check-in was ${data.isApproved ? 'approved' : 'not approved'}`,
    lines: [
      `Your check-in for ${classOf(data)} on ${time(data.requestedAt)} was ${data.isApproved ? 'approved' : 'not approved'} by your teacher.`,
    ],
  }),
  'mark-corrected': (data, { time }) => ({
    subject: `Your mark in ${data.section.courseName} has changed`,
    lines: [
      `Your mark for ${classOf(data)} on ${time(data.openedAt)} was changed from ${data.from} to ${data.to}.`,
      ...(data.reason === null ? [] : [`The reason given: ${data.reason}`]),
    ],
  }),
  'attendance-low': (data) => ({
    subject: `Your attendance in ${data.section.courseName} is below ${data.minimumPercent}%`,
    lines: [
      data.sentence,
      ...(data.isCondonable === null
        ? []
        : [
            data.isCondonable
              ? 'The college may condone what is missing. Ask for it before the term ends.'
              : 'It is too low for the college to condone what is missing.',
          ]),
    ],
  }),
  'absences-in-a-row': (data) => ({
    subject: `${data.count} absences in a row in ${data.section.courseName}`,
    lines: [
      `You were absent from the last ${data.count} sessions of ${classOf(data)}. If a mark is wrong, tell your teacher.`,
    ],
  }),
  'feedback-low': ({ section, count }) => ({
    subject: `low ratings in ${section.courseName}`,
    lines: [
      `Students gave ${count === 1 ? 'a low rating' : `${count} low ratings`} in ${section.courseCode} ${section.courseName}, ${section.name}. What they say is with its feedback.`,
    ],
  }),
  'feedback-answered': ({ section }) => ({
    subject: `an answer to your feedback on ${section.courseName}`,
    lines: ['Somebody has answered what you said. The answer is with your feedback.'],
  }),
  'enrol-again': () => ({
    subject: 'enrol your face again',
    lines: [
      'Your face is often hard to recognise. New pictures in good light help: open My face and enrol again, and checking in will be quicker.',
    ],
  }),
  'security-alert': ({ threat, severity, more }) => ({
    subject: `Security alert: ${threats[threat]}`,
    lines: [
      `The security centre has raised an alert (${severity}): ${threats[threat]}.`,
      ...(more > 0 ? [`${more} more were raised within the same hour.`] : []),
      'Nobody was locked out. Somebody has to look at it and decide.',
    ],
  }),
  'report-ready': ({ report, expiresAt }, { time }) => ({
    subject: `${reports[report]} is ready`,
    lines: [
      `A report that was scheduled for you is ready: ${reports[report].toLowerCase()}. Sign in to take it, until ${time(expiresAt)}.`,
    ],
  }),
  'request-answered': (data, { time }) => ({
    subject: `Your ${data.request === 'leave' ? 'request for leave' : 'appeal'} was ${data.verdict}`,
    lines: [
      `${aboutRequest(data, time)} was ${data.verdict}. The reason is with your requests.`,
      ...(data.secondReadingBy === null
        ? []
        : [
            `If you think that it is wrong, you can ask that somebody else reads it, until ${time(data.secondReadingBy)}.`,
          ]),
    ],
  }),
};

const reports: Record<NotificationData<'report-ready'>['report'], string> = {
  session: 'A session sheet',
  'section-register': 'A section register',
  student: 'A student record',
  department: 'A department report',
  shortage: 'A shortage list',
  security: 'A security summary',
};

const threats: Record<NotificationData<'security-alert'>['threat'], string> = {
  impersonation: 'somebody may check in for somebody else',
  'presentation-attack': 'pictures were held before a camera',
  replay: 'pictures or requests were sent again',
  location: 'positions were made up',
  'code-relay': 'room codes were passed on',
  'shared-device': 'a device is used for several students',
  'brute-force': 'passwords or codes are guessed',
  intrusion: 'somebody tries what they may not do',
  tampering: 'something was tampered with',
};

const aboutRequest = (data: NotificationData<'request-answered'>, time: Words['time']): string => {
  const { request, firstDay, lastDay, openedAt } = data;
  if (request === 'leave')
    return firstDay === null || lastDay === null
      ? 'Your request for leave'
      : `Your request for leave ${days({ first: firstDay, last: lastDay })}`;
  return openedAt === null ? 'Your appeal' : `Your appeal against your mark of ${time(openedAt)}`;
};

const isMailable = (kind: string): kind is MailableKind => Object.hasOwn(words, kind);

/** A kind that people can have mailed, in words. */
export const say = ({ kind, data }: NotificationContent, known: Words): Said => {
  if (!isMailable(kind)) throw new Error(`no letter says ${kind}`);
  return (words[kind] as (data: unknown, known: Words) => Said)(data, known);
};

export const notificationLetters = {
  notification: letterKind({
    data: NotificationLetterData,
    contents: ({ name, content, url }, known) => {
      const { subject, lines } = say(content, known);
      return {
        subject: `${known.institution}: ${subject}`,
        greeting: `Hello ${name},`,
        paragraphs: lines.filter((line) => line !== ''),
        action: url === null ? null : { label: 'Open your notifications', url },
        notes: ['Under Notifications you choose what you are told, and how.'],
      };
    },
  }),
};
