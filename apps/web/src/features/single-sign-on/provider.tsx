import { Button, Paper, Skeleton, Stack } from '@mantine/core';
import { type IdentityProvider, routes } from '@smart-presence/contract';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { entryRoutes } from '../../api/entry-routes.ts';
import { invalidate, useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';
import { ProviderForm } from './provider-form.tsx';

const listPath = '/admin/single-sign-on';
const stale = [routes.listIdentityProviders, entryRoutes.signInWays] as const;
const back = () => <BackLink to={listPath}>{t('providers.back')}</BackLink>;

/** A provider to add. */
export function NewProvider() {
  const navigate = useNavigate();
  return (
    <Page title={t('provider.newTitle')} width="narrow" back={back()}>
      <ProviderForm
        provider={null}
        onSubmit={async (body) => {
          const { name } = await call(routes.createIdentityProvider, { body });
          await invalidate(...stale);
          toast(t('provider.added', { name }));
          await navigate({ to: listPath });
        }}
      />
    </Page>
  );
}

/** A provider that is there. */
export function ProviderPage() {
  const { id } = useParams({ from: '/app/admin/single-sign-on/$id' });
  const list = useApi(routes.listIdentityProviders, {});
  const found = list.data?.providers.find((provider) => provider.id === id);
  return (
    <Page
      title={found?.name ?? t('providers.title')}
      width="narrow"
      back={back()}
      actions={found && <Remove provider={found} />}
    >
      <Loaded query={list} skeleton={<FormSkeleton />}>
        {() => (found ? <Edit provider={found} /> : <Empty icon="question" title={t('provider.gone')} />)}
      </Loaded>
    </Page>
  );
}

function Edit({ provider }: { provider: IdentityProvider }) {
  const navigate = useNavigate();
  const { id } = provider;
  return (
    <ProviderForm
      // Typed text outlives a reload of the list.
      key={id}
      provider={provider}
      onSubmit={async (body) => {
        const { name } = await call(routes.updateIdentityProvider, { params: { id }, body });
        await invalidate(...stale);
        toast(t('provider.saved', { name }));
        await navigate({ to: listPath });
      }}
    />
  );
}

function Remove({ provider }: { provider: IdentityProvider }) {
  const { id, name, identities } = provider;
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const remove = useApiMutation(routes.deleteIdentityProvider, { invalidates: stale });
  return (
    <>
      <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setAsking(true)}>
        {t('provider.remove')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('provider.removeTitle', { name })}
        consequences={[
          t('provider.removeLinks', { count: identities }),
          t('provider.removeKeeps'),
          t('provider.removeReturn'),
        ]}
        confirm={t('provider.remove')}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params: { id } });
          toast(t('provider.removed', { name }));
          await navigate({ to: listPath });
        }}
      />
    </>
  );
}

function FormSkeleton() {
  return (
    <Paper>
      <Stack>
        {[1, 2, 3, 4].map((field) => (
          <Skeleton key={field} height={56} />
        ))}
      </Stack>
    </Paper>
  );
}
