import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { routes, type SignInSessionInfo } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/sign-in-devices-words.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.ts';
import { deviceName } from './device-words.ts';
import { NameDevice } from './name-device.tsx';
import { SessionList } from './session-list.tsx';

type Open = { kind: 'end' | 'name'; session: SignInSessionInfo } | { kind: 'others' } | null;

/** One's own devices: named, signed out one by one, or all but this. */
export function MySessions() {
  const sessions = useApi(routes.mySignInSessions, {});
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const others = sessions.data?.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  return (
    <Paper component="section" aria-labelledby="devices">
      <Stack>
        <div>
          <Title order={2} id="devices">
            {t('devices.title')}
          </Title>
          <Text c="dimmed">{t('devices.intro')}</Text>
        </div>
        <Loaded query={sessions} skeleton={<Skeleton height={120} />}>
          {(loaded) => (
            <>
              <SessionList
                sessions={loaded}
                onEnd={(session) => setOpen({ kind: 'end', session })}
                onName={(session) => setOpen({ kind: 'name', session })}
              />
              {others > 0 && (
                <Group>
                  <Button variant="default" onClick={() => setOpen({ kind: 'others' })}>
                    {t('devices.endOthers')}
                  </Button>
                </Group>
              )}
            </>
          )}
        </Loaded>
      </Stack>
      <EndOne session={open?.kind === 'end' ? open.session : null} onClose={close} />
      <EndOthers opened={open?.kind === 'others'} count={others} onClose={close} />
      <NameDevice session={open?.kind === 'name' ? open.session : null} onClose={close} />
    </Paper>
  );
}

function EndOne({ session, onClose }: { session: SignInSessionInfo | null; onClose: () => void }) {
  const end = useApiMutation(routes.endMySignInSession, { invalidates: [routes.mySignInSessions] });
  const device = session ? deviceName(session) : '';
  return (
    <ConfirmDialog
      opened={session !== null}
      onClose={onClose}
      title={t('devices.endTitle', { device })}
      consequences={[t('devices.endNow'), t('devices.endStranger')]}
      confirm={t('devices.end')}
      onConfirm={async () => {
        if (!session) return;
        await end.mutateAsync({ params: { id: session.id } });
        toast(t('devices.ended', { device }));
      }}
    />
  );
}

function EndOthers({ opened, count, onClose }: { opened: boolean; count: number; onClose: () => void }) {
  const end = useApiMutation(routes.endMyOtherSignInSessions, { invalidates: [routes.mySignInSessions] });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('devices.endOthersTitle', { count })}
      consequences={[t('devices.endOthersNow'), t('devices.endStranger')]}
      confirm={t('devices.endOthers')}
      onConfirm={async () => {
        const { ended } = await end.mutateAsync({});
        toast(t('devices.endedOthers', { count: ended }));
      }}
    />
  );
}
