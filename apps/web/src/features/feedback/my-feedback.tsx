import { Button, Group, Paper, Skeleton, Stack, Title } from '@mantine/core';
import { type AwaitedFeedback, type OwnFeedback, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/feedback-words.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import classes from './feedback.module.css';
import { RateDialog } from './rate-dialog.tsx';
import { Reply } from './reply.tsx';

/** What a student may rate, and what they said. */
export function MyFeedback() {
  const mine = useApi(routes.myFeedback, {});
  const [rated, setRated] = useState<AwaitedFeedback | null>(null);
  return (
    <Page
      title={t('feedback.title')}
      description={t('feedback.mine')}
      width="narrow"
      back={<BackLink to="/attendance">{t('student.attendance')}</BackLink>}
    >
      <Loaded query={mine} skeleton={<FeedbackSkeleton />}>
        {({ awaited, given, isNamed }) => (
          <Stack gap="lg">
            <section aria-labelledby="feedback-waits">
              <Title order={2} size="h3" mb="sm" id="feedback-waits">
                {t('feedback.waits')}
              </Title>
              {awaited.length === 0 ? (
                <Empty icon="checkCircle" title={t('feedback.noneWaits')}>
                  {t('feedback.noneWaitsBody')}
                </Empty>
              ) : (
                <ul className={classes.list}>
                  {awaited.map((session) => (
                    <li key={session.sessionId}>
                      <Waiting session={session} onRate={() => setRated(session)} />
                    </li>
                  ))}
                </ul>
              )}
            </section>
            {given.length > 0 && (
              <section aria-labelledby="feedback-given">
                <Title order={2} size="h3" mb="sm" id="feedback-given">
                  {t('feedback.given')}
                </Title>
                <ul className={classes.list}>
                  {given.map((feedback) => (
                    <li key={feedback.id}>
                      <Given feedback={feedback} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <RateDialog session={rated} isNamed={isNamed} onClose={() => setRated(null)} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting({ session, onRate }: { session: AwaitedFeedback; onRate: () => void }) {
  const zone = useZone();
  const { section, openedAt, until } = session;
  const when = formatInstant(openedAt, zone);
  return (
    <Paper p="md" className={classes.waiting}>
      <div>
        <strong>{section.courseName}</strong>
        <div>{when}</div>
        <div className={classes.more}>{t('feedback.until', { when: formatInstant(until, zone, 'day') })}</div>
      </div>
      <Button aria-label={t('feedback.rateOf', { course: section.courseName, when })} onClick={onRate}>
        {t('feedback.rate')}
      </Button>
    </Paper>
  );
}

function Given({ feedback }: { feedback: OwnFeedback }) {
  const zone = useZone();
  const { section, openedAt, rating, comment, isNamed, reply } = feedback;
  return (
    <Paper p="md" component="article" aria-label={section.courseName}>
      <Group justify="space-between" gap="xs">
        <strong>{section.courseName}</strong>
        <span>{t('feedback.of5', { rating })}</span>
      </Group>
      <div className={classes.more}>
        {formatInstant(openedAt, zone)} · {t(isNamed ? 'feedback.withName' : 'feedback.withoutName')}
      </div>
      {comment !== null && <p className={classes.said}>{comment}</p>}
      <Reply reply={reply} />
    </Paper>
  );
}

export const FeedbackSkeleton = () => (
  <Stack>
    <Skeleton height={96} />
    <Skeleton height={96} />
    <Skeleton height={96} />
  </Stack>
);
