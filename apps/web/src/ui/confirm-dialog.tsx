import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../strings/index.ts';
import { Problem } from './states.tsx';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  /** A question that names the thing: "Erase the template of Asha Rao?" */
  title: string;
  /** What will happen and what will not, with numbers where there are any. */
  consequences: readonly string[];
  /** The verb of the action, never "OK". */
  confirm: string;
  danger?: boolean;
  /** Does it; the dialog closes when done, and shows the problem when it fails. */
  onConfirm: () => Promise<unknown>;
  /** More to fill in, such as a reason. */
  children?: ReactNode;
}

/** Asks before something that matters, saying its consequences. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    props.onClose();
  };
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      close();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={
        <Text component="span" fw={600} size="lg">
          {props.title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        <List aria-label={t('confirm.consequences')} spacing="xs">
          {props.consequences.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        {props.children}
        <Problem error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} data-autofocus={props.danger || undefined}>
            {t('action.cancel')}
          </Button>
          <Button onClick={() => void act()} loading={isBusy} {...(props.danger && { color: 'red' })}>
            {props.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
