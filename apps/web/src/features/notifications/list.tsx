import '../../strings/notifications-words.ts';
import { Button, Checkbox, Skeleton, Stack } from '@mantine/core';
import { myNotificationRoutes } from '@smart-presence/contract';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { TableFooter } from '../../ui/table/table-footer.tsx';
import { pageSizes } from '../../ui/table/table-view.ts';
import { useZone } from '../../ui/time.tsx';
import { NotificationItem } from './item.tsx';
import classes from './list.module.css';
import type { ListSearch } from './list-search.ts';
import { wordsOf } from './words-of.ts';

/** What one was told, newest first; it grows while the page is open, because the bell listens. */
export function NotificationList() {
  const { which, page = 1, pageSize = 25 }: ListSearch = useSearch({ from: '/app/notifications' });
  const navigate = useNavigate();
  const reader = { zone: useZone(), isStudent: useMe().person.role === 'student' };
  const told = useApi(
    myNotificationRoutes.myNotifications,
    { query: { only: which, page, pageSize } },
    { keepPrevious: true },
  );
  const read = useApiMutation(myNotificationRoutes.readNotifications, {
    invalidates: [myNotificationRoutes.myNotifications, myNotificationRoutes.myUnread],
  });
  const show = (change: ListSearch) =>
    void navigate({ to: '/notifications', search: { which, pageSize, ...change }, replace: true });
  const newest = told.data?.items[0]?.at;
  const hasUnread = told.data?.items.some(({ readAt }) => readAt === null) ?? false;
  return (
    <Page
      title={t('told.title')}
      description={t('told.description')}
      width="narrow"
      actions={
        <ButtonLink to="/notifications/choices" variant="default" leftSection={<Icon name="sliders" />}>
          {t('told.choices')}
        </ButtonLink>
      }
    >
      <Stack>
        <div className={classes.bar}>
          <Checkbox
            label={t('told.onlyUnread')}
            checked={which === 'unread'}
            onChange={(event) => show({ which: event.currentTarget.checked ? 'unread' : undefined, page: 1 })}
          />
          {hasUnread && newest !== undefined && (
            <Button
              variant="subtle"
              loading={read.isPending && 'upTo' in read.variables.body}
              onClick={() => read.mutate({ body: { upTo: newest } })}
            >
              {t('told.readAll')}
            </Button>
          )}
        </div>
        <Problem error={read.error} />
        <Loaded
          query={told}
          skeleton={<ListSkeleton />}
          isEmpty={({ total }) => total === 0}
          empty={<Nothing which={which} onAll={() => show({ which: undefined, page: 1 })} />}
        >
          {({ items, total }) => (
            <>
              <ul className={classes.list} aria-label={t('told.list')}>
                {items.map((one) => (
                  <NotificationItem
                    key={one.id}
                    notification={one}
                    told={wordsOf(one, reader)}
                    onRead={(isRead) => read.mutate({ body: { ids: [one.id], isRead } })}
                  />
                ))}
              </ul>
              {total > pageSizes[0] && (
                <TableFooter
                  total={total}
                  view={{ search: '', sort: '', order: 'desc', page, pageSize }}
                  onView={({ page: to, pageSize: size }) => show({ page: to ?? page, pageSize: size ?? pageSize })}
                />
              )}
            </>
          )}
        </Loaded>
      </Stack>
    </Page>
  );
}

function Nothing({ which, onAll }: { which: ListSearch['which']; onAll: () => void }) {
  const isAdmin = useMe().person.role === 'admin';
  if (which !== 'unread')
    return (
      <Empty icon="bell" title={t('told.empty')}>
        {t(isAdmin ? 'told.emptyBodyAdmin' : 'told.emptyBody')}
      </Empty>
    );
  return (
    <Empty
      icon="checkCircle"
      title={t('told.emptyUnread')}
      actions={
        <Button variant="default" onClick={onAll}>
          {t('told.showAll')}
        </Button>
      }
    >
      {t('told.emptyUnreadBody')}
    </Empty>
  );
}

function ListSkeleton() {
  return (
    <Stack gap="xs">
      <Skeleton height={84} />
      <Skeleton height={84} />
      <Skeleton height={84} />
    </Stack>
  );
}
