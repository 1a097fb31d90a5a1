import { Drawer, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../strings/index.ts';

/** A panel beside the list for adding and editing; the whole screen on phones. Its content starts anew each time it opens. */
export function SidePanel(props: { opened: boolean; onClose: () => void; title: string; children: ReactNode }) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      size="min(32rem, 100%)"
      closeButtonProps={{ 'aria-label': t('action.close') }}
      title={
        <Text component="span" fw={600} size="lg">
          {props.title}
        </Text>
      }
    >
      {props.children}
    </Drawer>
  );
}
