import { Button, Group, Paper, Textarea } from '@mantine/core';
import { type FeedbackComment, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './feedback.module.css';
import { Reply } from './reply.tsx';

/** What students wrote, lowest rating first, with the answers. */
export function Comments({ comments }: { comments: readonly FeedbackComment[] }) {
  const [asked, setAsked] = useState<FeedbackComment | null>(null);
  return (
    <>
      <ul className={classes.list}>
        {comments.map((comment) => (
          <li key={comment.id}>
            <Comment comment={comment} onReply={() => setAsked(comment)} />
          </li>
        ))}
      </ul>
      <ReplyDialog key={asked?.id} comment={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function Comment({ comment, onReply }: { comment: FeedbackComment; onReply: () => void }) {
  const zone = useZone();
  const { student, session, rating, comment: said, reply } = comment;
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" gap="xs">
        <strong>{student?.name ?? t('feedback.someone')}</strong>
        <span>{t('feedback.of5', { rating })}</span>
      </Group>
      {session && <div className={classes.more}>{formatInstant(session.openedAt, zone)}</div>}
      <p className={classes.said}>{said}</p>
      <Reply reply={reply} />
      {reply === null && (
        <Button variant="default" mt="sm" aria-label={t('feedback.replyLabel', { comment: said })} onClick={onReply}>
          {t('feedback.reply')}
        </Button>
      )}
    </Paper>
  );
}

function ReplyDialog({ comment, onClose }: { comment: FeedbackComment | null; onClose: () => void }) {
  const [text, setText] = useState('');
  const reply = useApiMutation(routes.replyToFeedback, { invalidates: [routes.sectionFeedback] });
  return (
    <ConfirmDialog
      opened={comment !== null}
      onClose={onClose}
      title={t('feedback.replyTitle')}
      consequences={[t('feedback.replyTold'), t('feedback.once')]}
      confirm={t('feedback.reply')}
      onConfirm={async () => {
        if (!comment) return;
        await reply.mutateAsync({ params: { id: comment.id }, body: { text } });
        toast(t('feedback.replied'));
      }}
    >
      <Textarea
        label={t('feedback.replyText')}
        value={text}
        maxLength={1000}
        required
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
