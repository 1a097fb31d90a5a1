import { Textarea } from '@mantine/core';
import { routes, type StudentRequest } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';

interface DialogProps {
  /** null: closed. */
  request: StudentRequest | null;
  onClose: () => void;
}

const stale = [routes.myRequests, routes.myAttendance, routes.myHome, routes.markHistory] as const;

/** Asks before a request is taken back, saying what goes with it. */
export function WithdrawDialog({ request, onClose }: DialogProps) {
  const withdraw = useApiMutation(routes.withdrawRequest, { invalidates: stale });
  const documents = request?.documents.filter(({ erasedAt }) => erasedAt === null).length ?? 0;
  const marks = request?.marks ?? 0;
  return (
    <ConfirmDialog
      opened={request !== null}
      onClose={onClose}
      title={t('requests.withdrawTitle')}
      consequences={[
        marks > 0 ? t('requests.withdrawMarks', { count: marks }) : t('requests.withdrawNothing'),
        ...(documents > 0 ? [t('requests.withdrawDocuments')] : []),
      ]}
      confirm={t('requests.withdraw')}
      danger
      onConfirm={async () => {
        if (request) await withdraw.mutateAsync({ params: { id: request.id } });
        toast(t('requests.withdrawn'));
      }}
    />
  );
}

/** Asks that somebody else reads a refused request. */
export function AskAgainDialog({ request, onClose }: DialogProps) {
  const ask = useApiMutation(routes.askSecondReading, { invalidates: stale });
  const [statement, setStatement] = useState('');
  return (
    <ConfirmDialog
      opened={request !== null}
      onClose={onClose}
      title={t('requests.askAgainTitle')}
      consequences={[t('requests.askAgainWho'), t('requests.askAgainOnce')]}
      confirm={t('requests.askAgain')}
      onConfirm={async () => {
        if (request) await ask.mutateAsync({ params: { id: request.id }, body: { statement } });
        setStatement('');
        toast(t('requests.asksAgain'));
      }}
    >
      <Textarea
        label={t('requests.askAgainWhy')}
        value={statement}
        maxLength={2000}
        required
        autosize
        minRows={3}
        maxRows={8}
        onChange={(event) => setStatement(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
