import { Button, Group, Stack } from '@mantine/core';
import type { CheckInReply, OpenForMe } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import '../../strings/check-in-words.ts';
import { announce } from '../../ui/announce.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Message } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { MarkBadge } from '../attendance/mark-badge.tsx';
import classes from './check-in.module.css';
import { patienceWithFailures } from './check-in-failure.tsx';
import { OtherWay } from './other-way.tsx';
import { receiptOf } from './receipt.ts';

interface CheckInAnswerProps {
  reply: CheckInReply;
  failures: number;
  again: () => void;
  session: OpenForMe | undefined;
}

/** What the check-in came to: a tick with a receipt, a wait for the teacher, or what to do better. */
export function CheckInAnswer({ reply, failures, again, session }: CheckInAnswerProps) {
  const { mark, verdict } = useTeachersWord(reply, session);
  if (mark) return <Success reply={reply} mark={mark} />;
  if (reply.decision === 'review') return verdict === 'rejected' ? <Rejected /> : <UnderReview />;
  return (
    <Stack>
      <div role="alert">
        <Message
          icon="warning"
          title={t(`student.checkIn.result.${reply.code}`)}
          actions={
            <Group>
              {reply.code !== 'session_closed' && <Button onClick={again}>{t('student.checkIn.again')}</Button>}
              <ToHome />
            </Group>
          }
        >
          {adviceFor(reply)}
        </Message>
      </div>
      {(failures >= patienceWithFailures || reply.code === 'session_closed') && <OtherWay session={session} />}
    </Stack>
  );
}

const ToHome = () => (
  <ButtonLink to="/home" variant="default">
    {t('student.checkIn.toHome')}
  </ButtonLink>
);

function adviceFor({ code, advice }: CheckInReply): string {
  if (code === 'accepted' || code === 'already_marked' || code === 'room_code_taken') return advice ?? '';
  return t(`student.checkIn.result.${code}.advice`);
}

interface Marked {
  id: string;
  code: string;
  at: number;
}

/** The mark of the answer, or the one that comes while the student waits for the teacher. */
function useTeachersWord(reply: CheckInReply, session: OpenForMe | undefined) {
  const [mark, setMark] = useState<Marked | null>(reply.mark);
  const [verdict, setVerdict] = useState<'approved' | 'rejected' | null>(null);
  useLive((event) => {
    if (event.type === 'review.decided' && event.sessionId === reply.session.id && event.review.state !== 'open') {
      setVerdict(event.review.state);
    }
    if ((event.type === 'mark.recorded' || event.type === 'mark.changed') && event.sessionId === reply.session.id) {
      setMark(event.mark);
    }
  });
  // The page's own data knows too, should the event have been missed while the phone slept.
  const known = session?.mark ?? null;
  const shown = mark ?? (known === null ? null : { id: '', code: known, at: Date.now() });
  return { mark: shown, verdict };
}

function Success({ reply, mark }: { reply: CheckInReply; mark: Marked }) {
  const title = t(`student.checkIn.result.${reply.code === 'already_marked' ? 'already_marked' : 'accepted'}`);
  useEffect(() => {
    announce(`${title}. ${reply.session.courseName}`);
    navigator.vibrate?.(60);
  }, [title, reply.session.courseName]);
  return (
    <div className={classes.success}>
      <span className={classes.tick}>
        <Icon name="check" size={56} />
      </span>
      <h2 className={classes.successTitle}>{title}</h2>
      <Facts
        facts={[
          [t('student.checkIn.course'), `${reply.session.courseCode} ${reply.session.courseName}`],
          [t('student.checkIn.mark'), <MarkBadge key="mark" code={mark.code} />],
          [t('student.checkIn.time'), <Time key="time" at={mark.at} />],
          ...(mark.id
            ? [[t('student.checkIn.receipt'), <code key="receipt">{receiptOf(mark.id)}</code>] as const]
            : []),
        ]}
      />
      <ButtonLink to="/home">{t('student.checkIn.done')}</ButtonLink>
    </div>
  );
}

function UnderReview() {
  return (
    <div role="status">
      <Message icon="clock" title={t('student.checkIn.result.sent_to_review')} actions={<ToHome />}>
        {t('student.checkIn.result.sent_to_review.advice')}
      </Message>
    </div>
  );
}

function Rejected() {
  return (
    <Stack>
      <div role="alert">
        <Message icon="stop" title={t('student.checkIn.rejected')} actions={<ToHome />}>
          {t('student.checkIn.rejectedBody')}
        </Message>
      </div>
      <OtherWay />
    </Stack>
  );
}
