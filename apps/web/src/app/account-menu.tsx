import { UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useMe } from '../api/me.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './account-menu.module.css';

const loadList = () => import('./account-menu-list.tsx');
/** A fetch that fails is tried again by the click. */
const fetchAhead = () => {
  loadList().catch(() => undefined);
};
const List = lazy(() => loadList().then(({ AccountMenuList }) => ({ default: AccountMenuList })));

/** Who is signed in. The menu behind it is fetched when somebody reaches for it: most visits never do. */
export function AccountMenu() {
  const { person } = useMe();
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UnstyledButton
      data-account-menu
      className={classes.target}
      aria-haspopup="menu"
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      {...(!isWanted && { onClick: () => setWanted(true) })}
    >
      <Icon name="person" size={22} />
      <span className={classes.name}>{person.name}</span>
      <Icon name="down" size={16} />
    </UnstyledButton>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <List target={button} />
    </Suspense>
  );
}
