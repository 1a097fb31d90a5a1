import { Radio, Stack, Textarea } from '@mantine/core';
import { type AwaitedFeedback, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';

interface RateDialogProps {
  session: AwaitedFeedback | null;
  isNamed: boolean;
  onClose: () => void;
}

const ratings = ['5', '4', '3', '2', '1'] as const;

/** Rates one session; says before whether a name is read with it. */
export function RateDialog({ session, isNamed, onClose }: RateDialogProps) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(session);
  if (session !== null && session !== shown) setShown(session);
  if (!shown) return null;
  return <Rate key={shown.sessionId} session={shown} isNamed={isNamed} opened={session !== null} onClose={onClose} />;
}

function Rate(props: { session: AwaitedFeedback; isNamed: boolean; opened: boolean; onClose: () => void }) {
  const { session, isNamed, opened, onClose } = props;
  const [rating, setRating] = useState('');
  const [comment, setComment] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const give = useApiMutation(routes.giveFeedback, { invalidates: [routes.myFeedback] });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('feedback.rateTitle', { course: session.section.courseName })}
      consequences={[t(isNamed ? 'feedback.named' : 'feedback.unnamed'), t('feedback.once')]}
      confirm={t('feedback.send')}
      onConfirm={async () => {
        const body = { sessionId: session.sessionId, rating: Number(rating), comment: comment.trim() || null, isNamed };
        await give.mutateAsync({ body, idempotencyKey: key });
        toast(t('feedback.sent'));
      }}
    >
      <Stack>
        <Radio.Group label={t('feedback.rating')} required value={rating} onChange={setRating}>
          <Stack gap="xs" mt="xs">
            {ratings.map((value) => (
              <Radio key={value} value={value} label={t(`feedback.rating.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={`${t('feedback.comment')} (${t('form.optional')})`}
          description={t('feedback.commentHint')}
          value={comment}
          maxLength={1000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
