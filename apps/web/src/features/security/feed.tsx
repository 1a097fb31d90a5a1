import { Checkbox, Stack, Text } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { useLiveStatus } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { Pager } from '../../ui/pager.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TableSkeleton } from '../../ui/table/table-skeleton.tsx';
import { EventList } from './event-list.tsx';

const PAGE = 10;

/** What happens, as it happens. */
export function Feed() {
  const [isAll, setAll] = useState(false);
  const [page, setPage] = useState(1);
  const query = { only: isAll ? ('all' as const) : ('attacks' as const), page, pageSize: PAGE };
  const events = useApi(routes.listSecurityEvents, { query }, { keepPrevious: true });
  const isLost = useLiveStatus() === 'lost';
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t(isLost ? 'security.noLive' : 'security.live')}</Text>
      <Checkbox
        label={t('security.showAll')}
        checked={isAll}
        onChange={(event) => {
          setAll(event.currentTarget.checked);
          setPage(1);
        }}
      />
      <Loaded
        query={events}
        skeleton={<TableSkeleton rows={4} />}
        isEmpty={({ total }) => total === 0}
        empty={
          <Empty icon="checkCircle" title={t('security.feedEmpty')}>
            {t('security.feedEmptyBody')}
          </Empty>
        }
      >
        {({ items, total }) => (
          <>
            <EventList events={items} label={t('security.feed')} />
            <Pager page={page} pageSize={PAGE} total={total} onPage={setPage} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}
