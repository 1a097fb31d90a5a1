import { Button, Group, Textarea } from '@mantine/core';
import { routes, type SecurityAlert } from '@smart-presence/contract';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { useAcknowledge, useResolve } from './use-settle.ts';
import { subjectWords } from './words-of-security.ts';

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === 'conflict';

/** What can be done with an alert: look into it, and resolve it with a note. */
export function SettleAlert({ alert }: { alert: SecurityAlert }) {
  const acknowledge = useAcknowledge();
  const resolve = useResolve();
  const [isResolving, setResolving] = useState(false);
  const [note, setNote] = useState('');
  const { id, version, state, subject } = alert;
  const what = subjectWords(subject);
  const close = () => {
    setResolving(false);
    resolve.reset();
  };
  return (
    <>
      {isConflict(acknowledge.error) && <Notice tone="warn">{t('security.changed')}</Notice>}
      {!isConflict(acknowledge.error) && <Problem error={acknowledge.error} />}
      {state !== 'resolved' && (
        <Group gap="sm">
          {state === 'open' && (
            <Button
              variant="default"
              aria-label={t('security.acknowledgeOf', { what })}
              loading={acknowledge.isPending}
              onClick={() => acknowledge.mutate({ params: { id }, body: { version } })}
            >
              {t('security.acknowledge')}
            </Button>
          )}
          <Button aria-label={t('security.resolveOf', { what })} onClick={() => setResolving(true)}>
            {t('security.resolve')}
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={isResolving}
        onClose={close}
        title={t('security.resolveTitle')}
        consequences={[t('security.resolveSettles'), t('security.resolveAudit')]}
        confirm={t('security.resolve')}
        onConfirm={async () => {
          const body = routes.resolveAlert.body.shape.note.parse(note);
          await resolve.mutateAsync({ params: { id }, body: { version, note: body } });
          toast(t('security.resolvedToast'));
        }}
      >
        <Textarea
          label={t('security.note')}
          description={t('security.noteHint')}
          required
          autosize
          minRows={3}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-autofocus
        />
      </ConfirmDialog>
    </>
  );
}
