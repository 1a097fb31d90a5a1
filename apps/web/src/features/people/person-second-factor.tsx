import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type Person, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';

/** Whether somebody has a second factor, and taking it away after they lost it. Not one's own: that is on the account page. */
export function PersonSecondFactor({ person }: { person: Person }) {
  const isOneself = useMe().person.id === person.id;
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const reset = useApiMutation(routes.resetSecondFactors, {
    invalidates: [routes.getPerson, routes.listPeople, routes.personSignIn],
  });
  const { id, name, hasSecondFactor } = person;
  const close = () => {
    setOpen(false);
    setReason('');
  };
  return (
    <Stack>
      <Text>{t(hasSecondFactor ? 'personFactor.has' : 'personFactor.hasNot')}</Text>
      {hasSecondFactor && !isOneself && (
        <Group>
          <Button variant="default" onClick={() => setOpen(true)}>
            {t('personFactor.reset')}
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={isOpen}
        onClose={close}
        title={t('personFactor.resetTitle', { name })}
        consequences={[
          t('personFactor.resetNow'),
          t('personFactor.resetSessions'),
          t('personFactor.resetAfter'),
          t('personFactor.resetSure'),
        ]}
        confirm={t('personFactor.reset')}
        danger
        onConfirm={async () => {
          await reset.mutateAsync({ params: { id }, body: { reason } });
          toast(t('personFactor.done', { name }));
        }}
      >
        <TextInput
          label={t('personFactor.reason')}
          description={t('personFactor.reasonHint')}
          maxLength={300}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Stack>
  );
}
