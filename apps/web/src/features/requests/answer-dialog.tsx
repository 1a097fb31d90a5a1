import { Radio, Stack, Textarea } from '@mantine/core';
import { type RequestVerdict, routes, type StudentRequest } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { usePolicy } from '../attendance/mark-kinds.ts';

/** Answers a request, or reads it again. */
export function AnswerDialog({ request, onClose }: { request: StudentRequest | null; onClose: () => void }) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(request);
  if (request !== null && request !== shown) setShown(request);
  if (!shown) return null;
  return <Answer key={`${shown.id} ${shown.state}`} request={shown} opened={request !== null} onClose={onClose} />;
}

function Answer(props: { request: StudentRequest; opened: boolean; onClose: () => void }) {
  const { request, opened, onClose } = props;
  const { id, student, appeal, can } = request;
  const policy = usePolicy();
  const { role } = useMe().person;
  const [verdict, setVerdict] = useState<RequestVerdict | ''>('');
  const [reason, setReason] = useState('');
  const answer = useApiMutation(routes.answerRequest, {
    invalidates: [routes.listRequests, routes.getBoard, routes.markHistory],
  });
  const isSecond = can.includes('read-again');
  const wanted = policy?.marks.find(({ code }) => code === appeal?.wanted)?.name ?? appeal?.wanted ?? '';
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('queue.answerTitle', { name: student.name })}
      consequences={[
        appeal ? t('queue.setsMark', { wanted }) : t('queue.setsLeave'),
        ...(isSecond ? [t('queue.second')] : []),
      ]}
      confirm={t('queue.send')}
      onConfirm={async () => {
        const body = { round: isSecond ? 2 : 1, verdict: verdict as RequestVerdict, reason };
        await answer.mutateAsync({ params: { id }, body });
        toast(t('queue.answered.done', { name: student.name }));
      }}
    >
      <Stack>
        {appeal?.session.isLocked && role !== 'admin' && <Notice tone="warn">{t('queue.locked')}</Notice>}
        <Radio.Group
          label={t('queue.verdict')}
          required
          value={verdict}
          onChange={(value) => setVerdict(value as RequestVerdict)}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="granted" label={t('queue.grant')} />
            <Radio value="refused" label={t('queue.refuse')} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('queue.reason')}
          description={t('queue.reasonHint')}
          value={reason}
          maxLength={2000}
          required
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
