import type { OpenForMe } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Countdown } from '../attendance/countdown.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import classes from './home.module.css';

/** An open session as one big button, or what came of it. */
export function OpenSession({ session, hasFace }: { session: OpenForMe; hasFace: boolean }) {
  const policy = usePolicy();
  const what = (
    <span className={classes.what}>
      <span className={classes.course}>{session.courseName}</span>
      <span>{t('student.home.with', { section: session.sectionName, teacher: session.teacher })}</span>
    </span>
  );
  if (session.mark !== null) {
    const mark = policy?.marks.find(({ code }) => code === session.mark)?.name ?? session.mark;
    return <Settled what={what} icon="checkCircle" words={t('student.home.marked', { mark })} tone="ok" />;
  }
  if (session.reviewPending) {
    return <Settled what={what} icon="clock" words={t('student.home.reviewPending')} tone="info" />;
  }
  const byCode = !hasFace && session.roomCode !== 'off';
  const target =
    hasFace || byCode
      ? ({ to: '/check-in/$sessionId', params: { sessionId: session.sessionId } } as const)
      : ({ to: '/face' } as const);
  return (
    <Link {...target} className={classes.open}>
      {what}
      <span className={classes.ends}>
        <Countdown endsAt={session.endsAt} />
      </span>
      <span className={classes.call}>
        <Icon name={byCode ? 'keypad' : 'face'} size={28} />
        {byCode ? t('student.code.enter') : t(hasFace ? 'student.home.checkIn' : 'student.home.enrolFirst')}
        <Icon name="right" size={24} />
      </span>
    </Link>
  );
}

function Settled(props: { what: React.ReactNode; icon: 'checkCircle' | 'clock'; words: string; tone: 'ok' | 'info' }) {
  return (
    <div className={classes.settled} data-tone={props.tone}>
      {props.what}
      <span className={classes.result}>
        <Icon name={props.icon} size={28} />
        {props.words}
      </span>
    </div>
  );
}
