import { Button, Stack } from '@mantine/core';
import type { SignInWays } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { t } from '../../../strings/index.ts';
import { Problem } from '../../../ui/states.tsx';
import { goToProvider } from './go-to-provider.ts';

interface ProviderButtonsProps {
  providers: SignInWays['providers'];
  next: string;
  /** The wish to stay signed in on this device. */
  remember: boolean;
  /** They are the way that most people take. */
  isFirst: boolean;
}

/** A button for each provider; it leads to the provider's own page. */
export function ProviderButtons({ providers, next, remember, isFirst }: ProviderButtonsProps) {
  const [busyId, setBusyId] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const go = async (providerId: string) => {
    setBusyId(providerId);
    setError(null);
    try {
      const { url } = await call(entryRoutes.startSingleSignOn, { body: { providerId, remember } });
      await goToProvider({ url, next });
    } catch (thrown) {
      setError(thrown);
      setBusyId(null);
    }
  };
  return (
    <Stack gap="sm">
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          variant={isFirst ? 'filled' : 'default'}
          fullWidth
          loading={busyId === id}
          disabled={busyId !== null && busyId !== id}
          onClick={() => void go(id)}
        >
          {t('sso.signInWith', { name })}
        </Button>
      ))}
      <Problem error={error} />
    </Stack>
  );
}
