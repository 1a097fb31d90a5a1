import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { CallInput } from '../../api/client.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';

interface EditAllProps {
  /** Of the button that opens the dialog, with the number of those that match. */
  label: string;
  title: string;
  spec: CallInput<typeof routes.startEdit>['body'];
  /** Where it is chosen what they are given. */
  children: ReactNode;
}

/** Asks what all that match are given; how many that changes is counted by the server, on the page where it is applied and undone. */
export function EditAll({ label, title, spec, children }: EditAllProps) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const start = useApiMutation(routes.startEdit, {
    invalidates: [routes.listImports],
    onSuccess: ({ id }) => navigate({ to: '/admin/imports/$id', params: { id } }),
  });
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={<strong>{title}</strong>}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <Stack>
          {children}
          <Text c="dimmed">{t('edit.next')}</Text>
          <Problem error={start.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('action.cancel')}
            </Button>
            <Button loading={start.isPending} onClick={() => start.mutate({ body: spec })}>
              {t('edit.count')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
