import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMe } from '../api/me.ts';
import { useSignOut } from '../features/accounts/use-sign-out.ts';
import { t } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './account-menu.module.css';

/** Who is signed in, their account page, the appearance, and the way out. */
export function AccountMenu() {
  const { person } = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={280} shadow="md" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <Icon name="person" size={22} />
          <span className={classes.name}>{person.name}</span>
          <Icon name="down" size={16} />
        </UnstyledButton>
      </Menu.Target>
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

/** Light, dark, or as the device is set. Remembered on this device. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t('app.theme')}
      fullWidth
      value={colorScheme}
      onChange={(value) => setColorScheme(value as typeof colorScheme)}
      data={[
        { value: 'light', label: t('app.themeLight') },
        { value: 'dark', label: t('app.themeDark') },
        { value: 'auto', label: t('app.themeSystem') },
      ]}
    />
  );
}
