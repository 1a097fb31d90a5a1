import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useMe } from '../api/me.ts';
import { useSignOut } from '../features/accounts/use-sign-out.ts';
import { t } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './account-menu.module.css';

/** Who is signed in, their account page, and the way out. Opens as it appears: somebody has asked for it. */
export function AccountMenuList({ target }: { target: ReactNode }) {
  const { person } = useMe();
  const signOut = useSignOut();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    // The button that was pressed is another one by now; closing the menu leads back to where the focus was.
    document.querySelector<HTMLElement>('[data-account-menu]')?.focus();
    setOpen(true);
  }, []);
  return (
    <Menu position="bottom-end" width={280} shadow="md" withinPortal={false} opened={isOpen} onChange={setOpen}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className={classes.whoName}>{person.name}</div>
          <div className={classes.whoMore}>{[person.email, t(`role.${person.role}`)].filter(Boolean).join(' · ')}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<Icon name="sliders" />}>
          {t('app.account')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => signOut.mutate({})}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
