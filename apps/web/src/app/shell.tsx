import { Notifications } from '@mantine/notifications';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { useMe } from '../api/me.ts';
import '../theme/app-styles.ts';
import { t } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Banners } from './banners.tsx';
import { navigation } from './navigation.ts';
import { ProofHost } from './proof-host.tsx';
import classes from './shell.module.css';

/** Comes after everything else: the page is whole without it. */
const Bell = lazy<ComponentType>(() =>
  import('../features/notifications/bell.tsx').then(
    (m) => ({ default: m.Bell }),
    () => ({ default: () => null }),
  ),
);

/** Header, navigation (a side bar, or a bottom bar on phones) and the place for the screen. */
export function Shell() {
  const me = useMe();
  const items = navigation[me.person.role];
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <div className={classes.shell} data-nav={items.length > 0}>
      <header className={classes.header}>
        <Link to="/" className={classes.brand}>
          <img src="/icons/icon.svg" alt="" width={28} height={28} />
          <span className={classes.brandName}>{me.institution.name}</span>
        </Link>
        <div className={classes.tools}>
          <Suspense fallback={null}>
            <Bell />
          </Suspense>
          <AccountMenu />
        </div>
      </header>
      {items.length > 0 && (
        <nav className={classes.nav} aria-label={t('app.navigation')}>
          {items.map((item) => (
            <Link
              key={item.to}
              to={item.to}
              className={classes.item}
              activeOptions={{ exact: item.exact ?? false, includeSearch: false }}
              {...(item.leadsTo?.some((part) => path.startsWith(part)) && { 'aria-current': 'true' as const })}
            >
              <Icon name={item.icon} size={22} />
              <span>{t(item.label as 'admin.home')}</span>
            </Link>
          ))}
        </nav>
      )}
      <main className={classes.main} id="main" tabIndex={-1}>
        <Banners />
        <Outlet />
      </main>
      <ProofHost />
      <Notifications position="bottom-right" limit={3} autoClose={5000} zIndex={500} />
    </div>
  );
}
