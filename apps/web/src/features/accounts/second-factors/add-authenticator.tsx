import { Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useCallback, useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Problem } from '../../../ui/states.tsx';
import classes from './second-factors.module.css';
import './words.ts';

export type FactorAdded = ReplyOf<Routes['addPasskey']>;
type Begun = ReplyOf<Routes['beginAuthenticator']>;

/** A secret as a QR code and as text, then the first code of it. */
export function AddAuthenticator({ onAdded }: { onAdded: (added: FactorAdded) => void }) {
  const { begun, error, retry } = useBegun();
  if (error) {
    return (
      <Stack>
        <Problem error={error} />
        <Button variant="default" onClick={retry}>
          {t('action.retry')}
        </Button>
      </Stack>
    );
  }
  if (!begun) return <Skeleton height={320} aria-busy="true" />;
  return (
    <Stack>
      <Text>{t('factor.scan')}</Text>
      <div className={classes.qr}>
        <QrCode text={begun.uri} label={t('factor.qr')} />
      </div>
      <div>
        <Text size="sm" c="dimmed">
          {t('factor.secret')}
        </Text>
        <Text className={classes.secret}>{inFours(begun.secret)}</Text>
      </div>
      <CopyButton variant="default" text={begun.secret} label={t('factor.copySecret')} />
      <CodeForm onAdded={onAdded} />
    </Stack>
  );
}

const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** Begins a set-up, and again when asked to. */
function useBegun() {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [error, setError] = useState<unknown>(null);
  const begin = useCallback(() => {
    setError(null);
    call(routes.beginAuthenticator, {}).then(setBegun, setError);
  }, []);
  useEffect(begin, [begin]);
  return { begun, error, retry: begin };
}

function CodeForm({ onAdded }: { onAdded: (added: FactorAdded) => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.confirmAuthenticator.body,
    initial: { code: '' },
    onSubmit: async (body) => onAdded(await call(routes.confirmAuthenticator, { body })),
  });
  return (
    <form {...formProps}>
      <Stack>
        <CodeField {...form.getInputProps('code')} />
        <FormEnd state={state} submit={t('factor.confirmCode')} />
      </Stack>
    </form>
  );
}

/** Six digits of an authenticator. */
export function CodeField(props: Record<string, unknown>) {
  return (
    <TextInput
      label={t('factor.code')}
      description={t('factor.codeHint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={8}
      {...props}
    />
  );
}
