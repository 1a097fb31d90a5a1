import '../../strings/notifications-words.ts';
import { MOST_COUNTED, myNotificationRoutes } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './bell.module.css';

/** The way to what one was told, with how much of it is unread. */
export function Bell() {
  const { data } = useApi(myNotificationRoutes.myUnread, {});
  useLive(
    ({ type }) => {
      if (type === 'notifications.changed') {
        void invalidate(myNotificationRoutes.myUnread, myNotificationRoutes.myNotifications);
      }
    },
    { after: data?.eventId, enabled: data !== undefined },
  );
  const unread = data?.unread ?? 0;
  return (
    <Link to="/notifications" className={classes.bell} aria-label={labelOf(unread)}>
      <Icon name="bell" size={22} />
      {unread > 0 && (
        <span className={classes.count} aria-hidden="true">
          {unread < MOST_COUNTED ? unread : t('told.many', { count: MOST_COUNTED - 1 })}
        </span>
      )}
    </Link>
  );
}

function labelOf(unread: number): string {
  if (unread === 0) return t('told.bellNone');
  return unread < MOST_COUNTED ? t('told.bell', { count: unread }) : t('told.bellMany', { count: unread });
}
