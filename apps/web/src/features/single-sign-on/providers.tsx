import { Group, Paper, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { type IdentityProvider, routes } from '@smart-presence/contract';
import { entryRoutes } from '../../api/entry-routes.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { BackLink, ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Problem } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { toast } from '../../ui/toast.ts';

/** Where people may sign in instead of here. */
export function Providers() {
  const list = useApi(routes.listIdentityProviders, {});
  const add = (
    <ButtonLink to="/admin/single-sign-on/new" leftSection={<Icon name="plus" />}>
      {t('providers.add')}
    </ButtonLink>
  );
  const isAny = list.data !== undefined && list.data.providers.length > 0;
  return (
    <Page
      title={t('providers.title')}
      description={t('providers.description')}
      width="narrow"
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={isAny ? add : undefined}
    >
      <Loaded
        query={list}
        skeleton={<ProvidersSkeleton />}
        isEmpty={({ providers }) => providers.length === 0}
        empty={
          <Empty icon="shield" title={t('providers.empty')} actions={add}>
            {t('providers.emptyBody')}
          </Empty>
        }
      >
        {({ providers, isSingleSignOnFirst }) => (
          <>
            {providers.map((provider) => (
              <ProviderCard key={provider.id} provider={provider} />
            ))}
            <SignInOrder isFirst={isSingleSignOnFirst} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function ProviderCard({ provider }: { provider: IdentityProvider }) {
  const { id, name, issuer, mode, identities, isEnabled } = provider;
  return (
    <Paper component="section">
      <Group justify="space-between" align="flex-start">
        <Stack gap={4} miw={0}>
          <Title order={2} size="h3">
            <TextLink to="/admin/single-sign-on/$id" params={{ id }}>
              {name}
            </TextLink>
          </Title>
          <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {issuer}
          </Text>
          <Text>
            {t(`providers.mode.${mode}`)} · {t('providers.people', { count: identities })}
          </Text>
        </Stack>
        <StatusBadge tone={isEnabled ? 'ok' : 'neutral'}>{t(isEnabled ? 'providers.on' : 'providers.off')}</StatusBadge>
      </Group>
    </Paper>
  );
}

function SignInOrder({ isFirst }: { isFirst: boolean }) {
  const save = useApiMutation(routes.saveSignInOrder, {
    invalidates: [routes.listIdentityProviders, entryRoutes.signInWays],
    onSuccess: () => toast(t('providers.firstSaved')),
  });
  const shown = save.isPending ? save.variables.body.isSingleSignOnFirst : isFirst;
  return (
    <Paper component="section">
      <Switch
        label={t('providers.first')}
        description={t('providers.firstHint')}
        checked={shown}
        onChange={(event) => save.mutate({ body: { isSingleSignOnFirst: event.currentTarget.checked } })}
      />
      <Problem error={save.error} />
    </Paper>
  );
}

function ProvidersSkeleton() {
  return (
    <Paper>
      <Stack>
        <Skeleton height={28} width="40%" />
        <Skeleton height={20} width="70%" />
        <Skeleton height={20} width="55%" />
      </Stack>
    </Paper>
  );
}
