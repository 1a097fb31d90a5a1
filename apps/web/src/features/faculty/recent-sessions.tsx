import type { AttendanceSession } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './today.module.css';

/** The last sessions, newest first, each a link to its marks. */
export function RecentSessions({ sessions }: { sessions: readonly AttendanceSession[] }) {
  return (
    <ul className={classes.recent}>
      {sessions.map(({ id, section, openedAt, counts }) => (
        <li key={id}>
          <TextLink to="/sessions/$id" params={{ id }}>
            {section.courseName} · {section.name}
          </TextLink>
          <span className={classes.sectionMore}>
            <Time at={openedAt} />
          </span>
          <span className={classes.recentCount}>
            {t('faculty.today.attended', { attended: counts.attended, roster: counts.roster })}
          </span>
        </li>
      ))}
    </ul>
  );
}
