import type { AttendanceSession, SessionState } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { LocalTable } from '../../ui/table/local-table.tsx';
import { Time } from '../../ui/time.tsx';

const tones: Record<SessionState, Tone> = {
  scheduled: 'neutral',
  open: 'ok',
  closing: 'warn',
  closed: 'neutral',
  locked: 'neutral',
};

const nameOf = ({ section }: AttendanceSession) => `${section.courseCode} ${section.courseName}, ${section.name}`;

const columns: Column<AttendanceSession>[] = [
  { key: 'section', header: t('overview.section'), value: nameOf, cell: nameOf },
  {
    key: 'teacher',
    header: t('overview.teacher'),
    value: (session) => session.openedBy.name,
    cell: (session) => session.openedBy.name,
  },
  {
    key: 'opened',
    header: t('overview.opened'),
    value: (session) => new Date(session.openedAt).toISOString(),
    cell: (session) => <Time at={session.openedAt} style="time" />,
  },
  {
    key: 'state',
    header: t('overview.state'),
    value: (session) => t(`session.${session.state}`),
    cell: (session) => <StatusBadge tone={tones[session.state]}>{t(`session.${session.state}`)}</StatusBadge>,
  },
  {
    key: 'attended',
    header: t('overview.attendance'),
    align: 'end',
    value: (session) => session.counts.attended,
    cell: ({ counts }) => t('overview.ofRoster', { attended: counts.attended, roster: counts.roster }),
  },
  {
    key: 'reviews',
    header: t('overview.reviewsColumn'),
    align: 'end',
    value: (session) => session.counts.review,
    cell: (session) => session.counts.review,
  },
];

/** Sessions of today, newest first. */
export function SessionsToday({ sessions }: { sessions: readonly AttendanceSession[] }) {
  return (
    <LocalTable
      name="sessions-today"
      caption={t('overview.sessionsCaption')}
      rows={sessions}
      rowKey={(session) => session.id}
      rowName={nameOf}
      initial={{ sort: 'opened', order: 'desc', pageSize: 10 }}
      columns={columns}
      empty={
        <Empty icon="calendar" title={t('overview.noSessions')}>
          {t('overview.noSessionsBody')}
        </Empty>
      }
    />
  );
}
