import '../../strings/notifications-words.ts';
import type { Notification, NotificationContent, NotificationData, NotificationKind } from '@smart-presence/contract';
import type { LinkProps } from '@tanstack/react-router';
import { t } from '../../strings/index.ts';
import { formatDay, formatInstant } from '../../ui/format-time.ts';
import type { IconName } from '../../ui/icon.tsx';

export interface Told {
  icon: IconName;
  title: string;
  lines: readonly string[];
  /** Where one goes from here; undefined: it says all there is. */
  link?: Pick<LinkProps, 'to' | 'params' | 'search'> | undefined;
}

interface Reader {
  zone: string;
  isStudent: boolean;
}

type ClassData = NotificationData<'class-restored'>;

const courseOf = ({ section }: { section: ClassData['section'] }) => section.courseName;

const whenOf = ({ startsAt, endsAt }: Pick<ClassData, 'startsAt' | 'endsAt'>, zone: string) =>
  t('told.when', { from: formatInstant(startsAt, zone), to: formatInstant(endsAt, zone, 'time') });

const classLines = (data: ClassData, { zone }: Reader): string[] => [
  [
    t('told.class', { course: data.section.courseCode, section: data.section.name }),
    whenOf(data, zone),
    ...(data.room === null ? [] : [t('told.room', { room: data.room })]),
  ].join(' · '),
];

/** Students see their classes at home, teachers in the timetable of the section. */
const classLink = ({ section }: Pick<ClassData, 'section'>, { isStudent }: Reader): Told['link'] =>
  isStudent ? { to: '/home' } : { to: '/sections/$id/timetable', params: { id: section.id } };

const attendanceLink = ({ section }: Pick<ClassData, 'section'>): Told['link'] => ({
  to: '/attendance',
  search: { section: section.id },
});

const reasonLine = (reason: string | null) => (reason === null ? [] : [t('told.reason', { reason })]);

const movedLine = (data: NotificationData<'class-moved'>, { zone }: Reader): string => {
  const when = whenOf(data, zone);
  if (data.wasAt === data.startsAt && data.room !== null) return t('told.class-moved.room', { room: data.room, when });
  return t('told.class-moved.body', { was: formatInstant(data.wasAt, zone), when });
};

/** Every kind in words. */
const words: { [K in NotificationKind]: (data: NotificationData<K>, reader: Reader) => Told } = {
  'session-opened': (data, { zone }) => ({
    icon: 'clock',
    title: t('told.session-opened', { course: courseOf(data) }),
    lines: [t('told.session-opened.body', { until: formatInstant(data.endsAt, zone, 'time') })],
    link: { to: '/home' },
  }),
  'class-cancelled': (data, reader) => ({
    icon: 'stop',
    title: t('told.class-cancelled', { course: courseOf(data) }),
    lines: [...classLines(data, reader), ...reasonLine(data.reason)],
    link: classLink(data, reader),
  }),
  'class-moved': (data, reader) => ({
    icon: 'calendar',
    title: t('told.class-moved', { course: courseOf(data) }),
    lines: [movedLine(data, reader)],
    link: classLink(data, reader),
  }),
  'class-substitute': (data, reader) => ({
    icon: 'person',
    title:
      data.teacher === null
        ? t('told.class-substitute.none', { course: courseOf(data) })
        : t('told.class-substitute', { course: courseOf(data), teacher: data.teacher }),
    lines: classLines(data, reader),
    link: classLink(data, reader),
  }),
  'class-restored': (data, reader) => ({
    icon: 'checkCircle',
    title: t('told.class-restored', { course: courseOf(data) }),
    lines: classLines(data, reader),
    link: classLink(data, reader),
  }),
  'timetable-changed': (data, reader) => ({
    icon: 'calendar',
    title: t('told.timetable-changed', { course: courseOf(data) }),
    lines: [t('told.timetable-changed.body')],
    link: classLink(data, reader),
  }),
  'no-classes': ({ name, first, last, isLifted }) => ({
    icon: 'calendar',
    title: t(isLifted ? 'told.no-classes.lifted' : 'told.no-classes', { name }),
    lines: [first === last ? formatDay(first) : t('told.days', { first: formatDay(first), last: formatDay(last) })],
    link: { to: '/' },
  }),
  'term-changed': ({ name, first, last }) => ({
    icon: 'calendar',
    title: t('told.term-changed', { name }),
    lines: [t('told.days', { first: formatDay(first), last: formatDay(last) }), t('told.term-changed.body')],
    link: { to: '/' },
  }),
  'review-decided': (data, { zone }) => {
    const when = formatInstant(data.requestedAt, zone);
    const course = courseOf(data);
    return data.isApproved
      ? {
          icon: 'checkCircle',
          title: t('told.review-approved', { course }),
          lines: [t('told.review.body', { when })],
          link: attendanceLink(data),
        }
      : {
          icon: 'stop',
          title: t('told.review-rejected', { course }),
          lines: [t('told.review-rejected.body', { when })],
          link: attendanceLink(data),
        };
  },
  'mark-corrected': (data, { zone }) => ({
    icon: 'edit',
    title: t('told.mark-corrected', { course: courseOf(data), to: data.to }),
    lines: [
      t('told.mark-corrected.body', { when: formatInstant(data.openedAt, zone), from: data.from }),
      ...reasonLine(data.reason),
    ],
    link: attendanceLink(data),
  }),
  'request-answered': ({ request, verdict, firstDay, lastDay, openedAt, secondReadingBy }, { zone }) => ({
    icon: verdict === 'granted' ? 'checkCircle' : 'stop',
    title: t(`told.request-answered.${request}.${verdict}`),
    lines: [
      ...(firstDay === null || lastDay === null
        ? []
        : [
            firstDay === lastDay
              ? formatDay(firstDay)
              : t('told.days', { first: formatDay(firstDay), last: formatDay(lastDay) }),
          ]),
      ...(openedAt === null ? [] : [t('told.request-answered.session', { when: formatInstant(openedAt, zone) })]),
      ...(secondReadingBy === null
        ? []
        : [t('told.request-answered.again', { until: formatInstant(secondReadingBy, zone) })]),
    ],
    link: { to: '/requests' },
  }),
  'attendance-low': (data) => ({
    icon: 'warning',
    title: t('told.attendance-low', { course: courseOf(data), minimum: data.minimumPercent }),
    lines: [
      data.sentence,
      ...(data.isCondonable === null
        ? []
        : [t(data.isCondonable ? 'told.attendance-low.condonable' : 'told.attendance-low.beyond')]),
    ],
    link: attendanceLink(data),
  }),
  'absences-in-a-row': (data) => ({
    icon: 'warning',
    title: t('told.absences', { course: courseOf(data), count: data.count }),
    lines: [t('told.absences.body')],
    link: attendanceLink(data),
  }),
  'feedback-low': (data) => ({
    icon: 'warning',
    title: t('told.feedback-low', { course: courseOf(data), count: data.count }),
    lines: [t('told.feedback-low.body')],
    link: { to: '/sections/$id/feedback', params: { id: data.section.id } },
  }),
  'feedback-answered': (data) => ({
    icon: 'mail',
    title: t('told.feedback-answered', { course: courseOf(data) }),
    lines: [],
    link: { to: '/feedback' },
  }),
  'report-ready': ({ report }) => ({
    icon: 'download',
    title: t('told.report-ready', { report: t(`told.report.${report}`) }),
    lines: [t('told.report-ready.body')],
    link: { to: '/reports' },
  }),
  'enrol-again': () => ({
    icon: 'face',
    title: t('told.enrol-again'),
    lines: [t('told.enrol-again.body')],
    link: { to: '/face' },
  }),
  'security-alert': ({ alertId, threat, more }) => ({
    icon: 'shield',
    title: t('told.security-alert', { threat: t(`told.threat.${threat}`) }),
    lines: [t('told.security-alert.body'), ...(more > 0 ? [t('told.security-alert.more', { count: more })] : [])],
    link: { to: '/admin/security/alerts/$id', params: { id: alertId } },
  }),
  'new-device': ({ device, network }) => ({
    icon: 'shield',
    title: t('told.new-device'),
    lines: [
      network === null ? t('told.new-device.body', { device }) : t('told.new-device.network', { device, network }),
    ],
    link: { to: '/account' },
  }),
};

/** What a notification says to this reader, and where it leads. */
export const wordsOf = ({ content }: Pick<Notification, 'content'>, reader: Reader): Told => {
  const { kind, data } = content as NotificationContent;
  return (words[kind] as (data: unknown, reader: Reader) => Told)(data, reader);
};
