import { Button, Title } from '@mantine/core';
import { routes, type ScheduledSession, type Section } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow, useZone } from '../../ui/time.tsx';
import { joinedClasses } from './joined-classes.ts';
import classes from './next-class.module.css';
import { soonWords } from './soon-words.ts';
import { useWhen } from './use-when.ts';

interface ClassesToHoldProps {
  scheduled: readonly ScheduledSession[];
  sections: readonly Section[];
  /** Another session is open: none can be opened beside it. */
  isBusy: boolean;
}

/** What a teacher holds today, or on the next day with classes: the one that is due opens with one tap. */
export function ClassesToHold({ scheduled, sections, isBusy }: ClassesToHoldProps) {
  const now = useNow(15_000);
  const next = scheduled.find(({ state, endsAt }) => state === 'scheduled' && endsAt > now);
  return (
    <section aria-labelledby="next">
      <Title order={2} id="next" mb="sm">
        {t('timetable.today')}
      </Title>
      <ul className={classes.classes}>
        {joinedClasses(scheduled).map(({ first, others }) => (
          <ClassToHold
            key={first.id}
            one={first}
            others={others}
            sections={sections}
            isBusy={isBusy}
            isNext={first === next}
          />
        ))}
      </ul>
    </section>
  );
}

interface ClassToHoldProps {
  one: ScheduledSession;
  /** Classes of other sections that sit in it. */
  others: readonly ScheduledSession[];
  sections: readonly Section[];
  isBusy: boolean;
  /** The one that is on, or comes first. */
  isNext: boolean;
}

function ClassToHold({ one, others, sections, isBusy, isNext }: ClassToHoldProps) {
  const when = useWhen()(one);
  const now = useNow(15_000);
  const { section } = one;
  return (
    <li data-first={isNext}>
      <span className={classes.name}>
        <TextLink to="/sections/$id/timetable" params={{ id: section.id }} fw={600}>
          {section.courseName}
        </TextLink>
        {isNext && (
          <span className={classes.soon}>
            {soonWords({ startsAt: one.startsAt, room: one.room?.name ?? null }, now)}
          </span>
        )}
        <span className={classes.more}>
          {[
            when,
            [one, ...others]
              .map((each) => t('attendance.section', { course: each.section.courseCode, section: each.section.name }))
              .join(' + '),
            isNext ? undefined : one.room?.name,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <TooMany classes={[one, ...others]} sections={sections} />
        {one.reason !== null && <span className={classes.more}>{one.reason}</span>}
      </span>
      <WhatToDo one={one} isBusy={isBusy} />
    </li>
  );
}

/** Said, not forbidden: chairs are brought in, and some never come. */
function TooMany({ classes: held, sections }: { classes: readonly ScheduledSession[]; sections: readonly Section[] }) {
  const capacity = held[0]?.room?.capacity ?? null;
  const ids = new Set(held.map(({ section }) => section.id));
  const students = sections.filter(({ id }) => ids.has(id)).reduce((sum, section) => sum + section.students, 0);
  if (capacity === null || students <= capacity) return null;
  return (
    <span className={classes.more}>
      <StatusBadge tone="warn">{t('timetable.tooMany', { students, capacity })}</StatusBadge>
    </span>
  );
}

function WhatToDo({ one, isBusy }: { one: ScheduledSession; isBusy: boolean }) {
  const now = useNow(15_000);
  const zone = useZone();
  if (one.state === 'opened')
    return (
      <ButtonLink to="/sessions/$id" params={{ id: one.id }} variant="default">
        {t('faculty.today.toBoard')}
      </ButtonLink>
    );
  if (one.state === 'cancelled') return <StatusBadge tone="warn">{t('timetable.state.cancelled')}</StatusBadge>;
  if (one.endsAt <= now) return <StatusBadge tone="neutral">{t('timetable.state.not-held')}</StatusBadge>;
  if (one.openFrom > now) {
    const key = one.opensItself ? 'timetable.opensByItself' : 'timetable.opensAt';
    const time = formatInstant(one.opensItself ? one.startsAt : one.openFrom, zone, 'time');
    return <span className={classes.more}>{t(key, { time })}</span>;
  }
  return <OpenClass one={one} isBusy={isBusy} time={formatInstant(one.startsAt, zone, 'time')} />;
}

function OpenClass({ one, isBusy, time }: { one: ScheduledSession; isBusy: boolean; time: string }) {
  const navigate = useNavigate();
  const [isOpening, setOpening] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const open = async () => {
    setOpening(true);
    setError(null);
    try {
      const session = await call(routes.openScheduled, { params: { id: one.id }, body: {}, idempotencyKey: one.id });
      void invalidate(routes.facultyToday, routes.listSessions, routes.listScheduled);
      await navigate({ to: '/sessions/$id', params: { id: session.id } });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setOpening(false);
    }
  };
  return (
    <>
      <Button
        onClick={() => void open()}
        loading={isOpening}
        disabled={isBusy}
        leftSection={<Icon name="clock" />}
        aria-label={t('timetable.openClassLabel', { course: one.section.courseName, time })}
      >
        {t('timetable.openClass')}
      </Button>
      <Problem error={error} />
    </>
  );
}
