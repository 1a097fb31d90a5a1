import { ActionIcon, Group, Text } from '@mantine/core';
import { t } from '../strings/index.ts';
import { Icon } from './icon.tsx';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

/** The way to older ones of a list; nothing where all are shown. */
export function Pager({ page, pageSize, total, onPage }: PagerProps) {
  if (total <= pageSize) return null;
  const from = (page - 1) * pageSize + 1;
  const to = Math.min(total, page * pageSize);
  return (
    <Group gap="sm" justify="flex-end">
      <Text size="sm" c="dimmed">
        {t('table.range', { from, to, total })}
      </Text>
      <ActionIcon aria-label={t('table.previous')} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <Icon name="left" />
      </ActionIcon>
      <ActionIcon aria-label={t('table.next')} disabled={to >= total} onClick={() => onPage(page + 1)}>
        <Icon name="right" />
      </ActionIcon>
    </Group>
  );
}
