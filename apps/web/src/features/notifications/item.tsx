import { ActionIcon, VisuallyHidden } from '@mantine/core';
import type { Notification } from '@smart-presence/contract';
import { Link } from '@tanstack/react-router';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './list.module.css';
import type { Told } from './words-of.ts';

interface ItemProps {
  notification: Notification;
  told: Told;
  onRead: (isRead: boolean) => void;
}

/** One notification. Following it is reading it. */
export function NotificationItem({ notification, told, onRead }: ItemProps) {
  const { at, readAt } = notification;
  const { icon, title, lines, link } = told;
  const isUnread = readAt === null;
  const label = t(isUnread ? 'told.markRead' : 'told.markUnread', { title });
  return (
    <li className={classes.item} data-unread={isUnread}>
      <span className={classes.icon}>
        <Icon name={icon} size={22} />
      </span>
      <div className={classes.words}>
        <div className={classes.title}>
          {isUnread && <VisuallyHidden>{t('told.isUnread')}: </VisuallyHidden>}
          {link ? (
            <Link {...link} className={classes.link} onClick={() => isUnread && onRead(true)}>
              {title}
            </Link>
          ) : (
            title
          )}
        </div>
        {lines.map((line) => (
          <div key={line} className={classes.more}>
            {line}
          </div>
        ))}
        <div className={classes.at}>
          <Time at={at} relative />
        </div>
      </div>
      <ActionIcon variant="subtle" aria-label={label} title={label} onClick={() => onRead(isUnread)}>
        <Icon name={isUnread ? 'check' : 'mail'} />
      </ActionIcon>
    </li>
  );
}
