import { Skeleton, Stack, Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useNow } from '../../ui/time.tsx';
import { usePolicy } from '../attendance/mark-kinds.ts';
import { RequestsWaiting } from '../requests/requests-waiting.tsx';
import { ClassesToHold } from '../timetable/classes-to-hold.tsx';
import { OpenNow } from './open-now.tsx';
import { RecentSessions } from './recent-sessions.tsx';
import { SectionsToOpen } from './sections-to-open.tsx';
import classes from './today.module.css';
import { usualNow } from './usual-section.ts';

/** Answers: which class is now, and who is missing? */
export function FacultyToday() {
  const today = useApi(routes.facultyToday, {});
  const policy = usePolicy();
  const now = useNow(60_000);
  useLive(
    (event) => {
      if (event.type.startsWith('session.')) void invalidate(routes.facultyToday);
    },
    { enabled: today.data !== undefined },
  );
  const [open] = today.data?.open ?? [];
  const title = open ? t('faculty.today.openNow', { course: open.section.courseName }) : t('faculty.today.nothingOpen');
  return (
    <Page title={today.data ? title : t('faculty.home')}>
      <Loaded
        query={today}
        skeleton={<TodaySkeleton />}
        isEmpty={(data) => data.classes.length + data.sections.length + data.open.length + data.recent.length === 0}
        empty={
          <Empty icon="book" title={t('faculty.today.noSections')}>
            {t('faculty.today.noSectionsBody')}
          </Empty>
        }
      >
        {({ classes: scheduled, sections, open, recent }) => (
          <Stack gap="xl">
            {open.map((session) => (
              <OpenNow key={session.id} sessionId={session.id} />
            ))}
            {scheduled.length > 0 && (
              <ClassesToHold scheduled={scheduled} sections={sections} isBusy={open.length > 0} />
            )}
            <RequestsWaiting />
            {sections.length > 0 && (
              <SectionsToOpen
                sections={sections}
                open={open}
                usual={usualNow(recent, now)}
                minutes={policy?.sessionMinutes}
              />
            )}
            {recent.length > 0 && (
              <section aria-labelledby="recent">
                <div className={classes.head}>
                  <Title order={2} id="recent">
                    {t('faculty.today.recent')}
                  </Title>
                  <TextLink to="/sessions">{t('faculty.today.allSessions')}</TextLink>
                </div>
                <RecentSessions sessions={recent} />
              </section>
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function TodaySkeleton() {
  return (
    <Stack gap="xl">
      <Skeleton height={160} radius="lg" />
      <Skeleton height={28} width="30%" />
      <Skeleton height={76} />
      <Skeleton height={76} />
      <Skeleton height={76} />
    </Stack>
  );
}
