import { Button, Group, Paper, Title } from '@mantine/core';
import { type Board, type CheckInFlag, routes } from '@smart-presence/contract';
import { useId } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './session.module.css';

type ReviewItem = Board['reviews'][number];

/** Check-ins a person has to decide, oldest first: why, and one tap each way. */
export function ReviewCards(props: {
  reviews: readonly ReviewItem[];
  flags: ReadonlyMap<string, readonly CheckInFlag[]>;
  /** Where they are not check-ins that need a word. */
  title?: string;
}) {
  const { reviews, flags, title = t('faculty.review.title') } = props;
  const heading = useId();
  if (reviews.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <Title order={2} size="h3" id={heading} mb="sm">
        {title}
      </Title>
      <ul className={classes.reviews}>
        {reviews.map((review) => (
          <li key={review.id}>
            <ReviewCard review={review} flags={flags.get(review.student.id) ?? []} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReviewCard({ review, flags }: { review: ReviewItem; flags: readonly CheckInFlag[] }) {
  const { id, student, reasons, requestedAt, late } = review;
  const decide = useApiMutation(routes.decideReview, {
    invalidates: [routes.getBoard],
    // With the mutation, not with the tap: the card is gone by then.
    onSuccess: (_, { body }) =>
      toast(
        t(body.verdict === 'approve' ? 'faculty.review.approved' : 'faculty.review.rejected', { name: student.name }),
      ),
  });
  const answer = (verdict: 'approve' | 'reject') => decide.mutate({ params: { id }, body: { verdict } });
  return (
    <Paper p="md" className={classes.review}>
      <div>
        <strong>{student.name}</strong>
        {student.usn && <span className={classes.usn}> {student.usn}</span>}
        <div className={classes.reviewMore}>
          {!late && <Time at={requestedAt} style="time" />}
          {late && <LateTimes late={late} />}
          {reasons.map((reason) => (
            <div key={reason}>{t(`faculty.review.reason.${reason}`)}</div>
          ))}
          {flags.map((flag) => (
            <div key={flag} className={classes.reviewFlag}>
              <Icon name="warning" size={16} />
              {t(`faculty.flag.${flag}`)}
            </div>
          ))}
        </div>
      </div>
      <Group gap="sm">
        <Button
          leftSection={<Icon name="check" />}
          loading={decide.isPending}
          onClick={() => answer('approve')}
          aria-label={t('faculty.review.approveLabel', { name: student.name })}
        >
          {t('faculty.review.approve')}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="close" />}
          disabled={decide.isPending}
          onClick={() => answer('reject')}
          aria-label={t('faculty.review.rejectLabel', { name: student.name })}
        >
          {t('faculty.review.reject')}
        </Button>
      </Group>
      <Problem error={decide.error} />
    </Paper>
  );
}

/** When it was begun, taken and received: what the teacher needs to remember whether the student was there. */
function LateTimes({ late }: { late: NonNullable<ReviewItem['late']> }) {
  return (
    <Facts
      facts={[
        [t('faculty.review.begun'), <Time key="begun" at={late.begunAt} />],
        [t('faculty.review.captured'), <Time key="captured" at={late.capturedAt} />],
        [t('faculty.review.received'), <Time key="arrived" at={late.arrivedAt} />],
      ]}
    />
  );
}
