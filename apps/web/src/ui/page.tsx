import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { t } from '../strings/index.ts';
import classes from './page.module.css';

interface PageProps {
  /** Heading of the page and name of the tab. */
  title: string;
  /** One sentence under the heading. */
  description?: ReactNode;
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  /** A link above the heading that leads up. */
  back?: ReactNode;
  /** `narrow` for reading and forms, `wide` for boards; lists take the middle. */
  width?: 'narrow' | 'normal' | 'wide';
  children: ReactNode;
}

/** Frame of every screen: one h1 (which gets the focus when the route changes), the tab's title, actions, content. */
export function Page({ title, description, actions, back, width = 'normal', children }: PageProps) {
  useTitle(title);
  return (
    <div className={classes.page} data-width={width}>
      {back && <div className={classes.back}>{back}</div>}
      <header className={classes.header}>
        <div className={classes.heading}>
          <Title order={1} tabIndex={-1}>
            {title}
          </Title>
          {description && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Names the browser tab for as long as the screen is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
}
