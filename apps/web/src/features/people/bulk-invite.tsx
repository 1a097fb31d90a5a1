import { Button, List, Modal, Stack, Text } from '@mantine/core';
import { type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';

type Invited = ReplyOf<Routes['bulkInvite']>;

/** Mails everyone selected a link of their own, and names those who could not be mailed. */
export function BulkInvite({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const [left, setLeft] = useState<Invited | null>(null);
  const invite = useApiMutation(routes.bulkInvite, { invalidates: [routes.listOutbox] });
  const act = async () => {
    const invited = await invite.mutateAsync({ body: { ids: [...ids] } });
    toast(t('bulkInvite.done', { count: invited.mailed }));
    if (invited.withoutEmail.length + invited.disabled.length > 0) setLeft(invited);
    else onDone();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('bulkInvite.action')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('bulkInvite.title', { count: ids.length })}
        consequences={[t('bulkInvite.each'), t('bulkInvite.replaces')]}
        confirm={t('bulkInvite.action')}
        onConfirm={act}
      />
      <Modal
        opened={left !== null}
        onClose={onDone}
        closeButtonProps={{ 'aria-label': t('action.close') }}
        title={
          <Text component="span" fw={600} size="lg">
            {t('bulkInvite.left', { count: (left?.withoutEmail.length ?? 0) + (left?.disabled.length ?? 0) })}
          </Text>
        }
      >
        <Stack>
          <Named title={t('bulkInvite.withoutEmail')} people={left?.withoutEmail ?? []} />
          <Named title={t('bulkInvite.disabled')} people={left?.disabled ?? []} />
        </Stack>
      </Modal>
    </>
  );
}

function Named({ title, people }: { title: string; people: Invited['withoutEmail'] }) {
  if (people.length === 0) return null;
  return (
    <div>
      <Text fw={600}>{title}</Text>
      <List>
        {people.map(({ id, name }) => (
          <List.Item key={id}>{name}</List.Item>
        ))}
      </List>
    </div>
  );
}
