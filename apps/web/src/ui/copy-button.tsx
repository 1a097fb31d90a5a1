import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../strings/index.ts';
import { announce } from './announce.tsx';
import { Icon } from './icon.tsx';

/** Copies a text, and says so on the button for two seconds. */
export function CopyButton(props: { text: string; label?: string; variant?: 'filled' | 'default' }) {
  const { text, label, variant = 'filled' } = props;
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce(t('action.copied'));
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Button variant={variant} leftSection={<Icon name={isCopied ? 'check' : 'copy'} />} onClick={() => void copy()}>
      {isCopied ? t('action.copied') : (label ?? t('action.copy'))}
    </Button>
  );
}
