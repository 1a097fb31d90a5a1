import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon } from './icon.tsx';
import classes from './link.module.css';

type Html = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color' | 'style'> & { ref?: Ref<HTMLAnchorElement> };

/** A link within the app, looking like text. */
export const TextLink = createLink((props: AnchorProps & Html) => <Anchor {...props} />);

/** A link within the app, looking like a button. */
export const ButtonLink = createLink((props: ButtonProps & Html) => <Button component="a" {...props} />);

/** The way up, above a page's heading. */
export const BackLink = createLink(({ children, ...props }: AnchorProps & Html & { children?: ReactNode }) => (
  <Anchor {...props} className={classes.back}>
    <Icon name="left" size={18} />
    {children}
  </Anchor>
));
