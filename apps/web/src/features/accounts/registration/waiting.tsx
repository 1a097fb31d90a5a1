import { Button, Group, List, Skeleton, Stack, Title } from '@mantine/core';
import { type Me, routes } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError, call } from '../../../api/client.ts';
import { loadMe } from '../../../api/me.ts';
import { queryClient, useApi } from '../../../api/query.ts';
import '../../../theme/app-styles.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/registering-words.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { formatInstant } from '../../../ui/format-time.ts';
import { Failure } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { signInAddress } from '../sign-in-address.ts';
import { useSignOut } from '../use-sign-out.ts';

/** Where somebody who asked for an account stands: what was written, what happens next, and the way back. */
export function WaitingForApproval() {
  const me = useQuery({ queryKey: ['waiting'], queryFn: loadMe });
  const [isWithdrawn, setWithdrawn] = useState(false);
  const isSettled = me.data !== undefined && me.data.needs !== 'approval';
  const isSignedOut = me.error instanceof ApiError && me.error.status === 401;
  useEffect(() => {
    if (isWithdrawn) return;
    if (isSettled) window.location.replace('/');
    if (isSignedOut) window.location.replace(signInAddress({}));
  }, [isWithdrawn, isSettled, isSignedOut]);
  if (isWithdrawn) {
    return (
      <FrontPage title={t('waiting.withdrawn')} intro={t('waiting.withdrawnBody')}>
        <a href="/sign-in">{t('register.toSignIn')}</a>
      </FrontPage>
    );
  }
  if (me.data && !isSettled) return <Standing me={me.data} onWithdrawn={() => setWithdrawn(true)} />;
  return (
    <FrontPage title={t('waiting.title')}>
      {me.error && !isSignedOut ? (
        <Failure error={me.error} retry={me.refetch} />
      ) : (
        <Stack aria-busy="true">
          <Skeleton height={72} />
          <Skeleton height={96} />
        </Stack>
      )}
    </FrontPage>
  );
}

function Standing({ me, onWithdrawn }: { me: Me; onWithdrawn: () => void }) {
  const asked = useApi(routes.myRegistration, {});
  const [isAsking, setAsking] = useState(false);
  const signOut = useSignOut();
  const zone = me.institution.timeZone;
  const { name, email } = me.person;
  const withdraw = async () => {
    await call(routes.withdrawRegistration, {});
    onWithdrawn();
    queryClient.clear();
  };
  return (
    <FrontPage title={t('waiting.title')} intro={t('waiting.intro', { name })} wide>
      {asked.data && (
        <Facts
          facts={[
            [t('register.email'), email],
            [t('register.usn'), asked.data.usn ?? t('register.noUsn')],
            [t('waiting.asked'), formatInstant(asked.data.askedAt, zone)],
            [t('waiting.confirmed'), formatInstant(asked.data.verifiedAt, zone)],
          ]}
        />
      )}
      {asked.isPending && <Skeleton height={120} />}
      {asked.error && <Failure error={asked.error} retry={asked.refetch} />}
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('waiting.nextTitle')}
        </Title>
        <List type="ordered" spacing="xs">
          <List.Item>{t('waiting.next1')}</List.Item>
          <List.Item>{t('waiting.next2', { email: email ?? '' })}</List.Item>
          <List.Item>{t('waiting.next3')}</List.Item>
        </List>
      </Stack>
      <Group gap="sm">
        <Button onClick={() => window.location.reload()}>{t('waiting.look')}</Button>
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate({})}>
          {t('app.signOut')}
        </Button>
        <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
          {t('waiting.withdraw')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('waiting.withdrawTitle')}
        consequences={[t('waiting.withdrawErases'), t('waiting.withdrawAgain')]}
        confirm={t('waiting.withdraw')}
        danger
        onConfirm={withdraw}
      />
    </FrontPage>
  );
}
