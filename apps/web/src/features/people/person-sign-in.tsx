import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Person, type ReplyOf, type Routes, routes, type SignInSessionInfo } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/sign-in-devices-words.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { deviceName } from '../accounts/sessions/device-words.ts';
import { SessionList } from '../accounts/sessions/session-list.tsx';

type SignIn = ReplyOf<Routes['personSignIn']>;
type Open = { kind: 'end'; session: SignInSessionInfo } | { kind: 'all' | 'unlock' | 'password' } | null;

const changes = { invalidates: [routes.personSignIn, routes.listPeople] };

/** Where a person is signed in and what slows them, and what an administrator can do about it. */
export function PersonSignIn({ person }: { person: Person }) {
  const signIn = useApi(routes.personSignIn, { params: { id: person.id } });
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Loaded query={signIn} skeleton={<Skeleton height={96} />}>
      {(loaded) => (
        <Stack>
          <Slowed slowed={loaded.slowed} onUnlock={() => setOpen({ kind: 'unlock' })} />
          {loaded.isPasswordChangeDue && <Notice>{t('personSignIn.passwordDue')}</Notice>}
          {loaded.sessions.length === 0 ? (
            <Text c="dimmed">{t('devices.none')}</Text>
          ) : (
            <>
              <Title order={3} size="h4">
                {t('personSignIn.sessions', { count: loaded.sessions.length })}
              </Title>
              <SessionList sessions={loaded.sessions} onEnd={(session) => setOpen({ kind: 'end', session })} />
            </>
          )}
          <Group>
            {loaded.sessions.some(({ isCurrent }) => !isCurrent) && (
              <Button variant="default" onClick={() => setOpen({ kind: 'all' })}>
                {t('personSignIn.endAll')}
              </Button>
            )}
            {person.hasPassword && !person.isDisabled && !loaded.isPasswordChangeDue && (
              <Button variant="default" onClick={() => setOpen({ kind: 'password' })}>
                {t('personSignIn.askPassword')}
              </Button>
            )}
          </Group>
          <EndOne person={person} session={open?.kind === 'end' ? open.session : null} onClose={close} />
          <EndAll person={person} opened={open?.kind === 'all'} sessions={loaded.sessions} onClose={close} />
          <Unlock person={person} opened={open?.kind === 'unlock'} onClose={close} />
          <AskPassword person={person} opened={open?.kind === 'password'} sessions={loaded.sessions} onClose={close} />
        </Stack>
      )}
    </Loaded>
  );
}

function Slowed({ slowed, onUnlock }: { slowed: SignIn['slowed']; onUnlock: () => void }) {
  if (slowed.length === 0) return null;
  return (
    <Notice tone="warn">
      <Stack gap="xs" align="flex-start">
        {slowed.map(({ where, network, until }) => (
          <div key={`${where} ${network} ${until}`}>
            {t('personSignIn.slowed')} <Time at={until} style="time" />,{' '}
            {where === 'network'
              ? t('personSignIn.where.network', { network: network ?? '–' })
              : t(`personSignIn.where.${where}`)}
            .
          </div>
        ))}
        <Button variant="default" onClick={onUnlock}>
          {t('personSignIn.unlock')}
        </Button>
      </Stack>
    </Notice>
  );
}

interface DialogProps {
  person: Person;
  opened: boolean;
  onClose: () => void;
}

function EndOne({ person, session, onClose }: Omit<DialogProps, 'opened'> & { session: SignInSessionInfo | null }) {
  const end = useApiMutation(routes.endPersonSignInSession, changes);
  const device = session ? deviceName(session) : '';
  return (
    <ConfirmDialog
      opened={session !== null}
      onClose={onClose}
      title={t('devices.endTitle', { device })}
      consequences={[t('devices.endNow'), t('personSignIn.endOneBack', { name: person.name })]}
      confirm={t('devices.end')}
      onConfirm={async () => {
        if (!session) return;
        await end.mutateAsync({ params: { id: person.id, sessionId: session.id } });
        toast(t('devices.ended', { device }));
      }}
    />
  );
}

const others = (sessions: SignIn['sessions']): number => sessions.filter(({ isCurrent }) => !isCurrent).length;

function EndAll({ person, opened, sessions, onClose }: DialogProps & { sessions: SignIn['sessions'] }) {
  const end = useApiMutation(routes.endPersonSignInSessions, changes);
  const isOneself = useMe().person.id === person.id;
  const { id, name } = person;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('personSignIn.endAllTitle', { name })}
      consequences={[
        t('personSignIn.endAllNow', { count: others(sessions) }),
        isOneself ? t('personSignIn.endAllSelf') : t('personSignIn.endAllBack', { name }),
      ]}
      confirm={t('personSignIn.endAll')}
      onConfirm={async () => {
        const { ended } = await end.mutateAsync({ params: { id } });
        toast(t('devices.endedOthers', { count: ended }));
      }}
    />
  );
}

function Unlock({ person, opened, onClose }: DialogProps) {
  const unlock = useApiMutation(routes.unlockPerson, changes);
  const { id, name } = person;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('personSignIn.unlockTitle', { name })}
      consequences={[t('personSignIn.unlockNow'), t('personSignIn.unlockWho')]}
      confirm={t('personSignIn.unlock')}
      onConfirm={async () => {
        await unlock.mutateAsync({ params: { id } });
        toast(t('personSignIn.unlocked', { name }));
      }}
    />
  );
}

function AskPassword({ person, opened, sessions, onClose }: DialogProps & { sessions: SignIn['sessions'] }) {
  const ask = useApiMutation(routes.bulkPeople, changes);
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('personSignIn.askPasswordTitle', { name: person.name })}
      consequences={[t('people.ask-new-passwordConsequence'), t('people.bulkSessions', { count: others(sessions) })]}
      confirm={t('personSignIn.askPassword')}
      onConfirm={() => ask.mutateAsync({ body: { ids: [person.id], action: 'ask-new-password' } })}
    />
  );
}
