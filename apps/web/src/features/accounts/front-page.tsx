import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from '../../ui/page.tsx';
import classes from './front-page.module.css';

/** Frame of the pages before sign-in: the mark, a heading, and one card in the middle. */
export function FrontPage(props: { title: string; intro?: ReactNode; wide?: boolean; children?: ReactNode }) {
  useTitle(props.title);
  return (
    <main className={classes.page} id="main" tabIndex={-1}>
      <div className={classes.card} data-wide={props.wide ?? false}>
        <img src="/icons/icon.svg" alt="" width={48} height={48} />
        <Stack gap={4}>
          <Title order={1} tabIndex={-1}>
            {props.title}
          </Title>
          {props.intro && <Text c="dimmed">{props.intro}</Text>}
        </Stack>
        {props.children}
      </div>
    </main>
  );
}
