import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';

/** One tab of the structure: the button that adds, then the list. */
export function EntityPart({ add, children }: { add: ReactNode; children: ReactNode }) {
  return (
    <Stack>
      <Group>{add}</Group>
      {children}
    </Stack>
  );
}

export const AddButton = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <Button leftSection={<Icon name="plus" />} onClick={onClick}>
    {children}
  </Button>
);

/** Buttons at the end of a side panel's form beside the main one. */
export const CancelButton = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" onClick={onClick}>
    {t('action.cancel')}
  </Button>
);
