import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Identity, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { entryRoutes } from '../../../api/entry-routes.ts';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Loaded, Problem } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.ts';
import { goToProvider } from './go-to-provider.ts';
import { IdentityList } from './identity-list.tsx';

/** On the own account: providers one can sign in with. Absent where the institution has none. */
export function LinkedAccounts() {
  const ways = useApi(entryRoutes.signInWays, {});
  const identities = useApi(routes.myIdentities, {});
  const isNothingThere = ways.data?.providers.length === 0 && identities.data?.length === 0;
  if (isNothingThere) return null;
  return (
    <Paper component="section">
      <Stack>
        <div>
          <Title order={2}>{t('linked.title')}</Title>
          <Text c="dimmed">{t('linked.intro')}</Text>
        </div>
        <Loaded query={identities} skeleton={<Skeleton height={44} />}>
          {(linked) => <Linked identities={linked} />}
        </Loaded>
        <Loaded query={ways} skeleton={<Skeleton height={44} width={160} />}>
          {({ providers }) => {
            const linked = new Set(identities.data?.map(({ provider }) => provider.id));
            return <LinkButtons providers={providers.filter(({ id }) => identities.data && !linked.has(id))} />;
          }}
        </Loaded>
      </Stack>
    </Paper>
  );
}

function Linked({ identities }: { identities: Identity[] }) {
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const unlink = useApiMutation(routes.unlinkIdentity, { invalidates: [routes.myIdentities] });
  const name = leaving?.provider.name ?? '';
  if (identities.length === 0) return <Text>{t('linked.none')}</Text>;
  return (
    <>
      <IdentityList identities={identities} onUnlink={setLeaving} />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('linked.unlinkTitle', { name })}
        consequences={[t('linked.unlinkMine'), t('linked.unlinkElsewhere')]}
        confirm={t('linked.unlink')}
        danger
        onConfirm={async () => {
          if (!leaving) return;
          await unlink.mutateAsync({ params: { id: leaving.id } });
          toast(t('linked.unlinked', { name }));
        }}
      />
    </>
  );
}

function LinkButtons({ providers }: { providers: { id: string; name: string }[] }) {
  const [busyId, setBusyId] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const link = async (providerId: string) => {
    setBusyId(providerId);
    setError(null);
    try {
      const { url } = await call(routes.linkIdentity, { body: { providerId } });
      await goToProvider({ url, next: '/account' });
    } catch (thrown) {
      setError(thrown);
      setBusyId(null);
    }
  };
  if (providers.length === 0) return null;
  return (
    <>
      <Group>
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            leftSection={<Icon name="link" />}
            loading={busyId === id}
            onClick={() => void link(id)}
          >
            {t('linked.link', { name })}
          </Button>
        ))}
      </Group>
      <Problem error={error} />
    </>
  );
}
