import { Button, Group, Modal, Paper, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { type Passkey, routes, type SecondFactors } from '@smart-presence/contract';
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { call } from '../../../api/client.ts';
import { renewMe } from '../../../api/me.ts';
import { invalidate, useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import type { FactorAdded } from './add-authenticator.tsx';
import { passkeysWorkHere } from './passkeys.ts';
import classes from './second-factors.module.css';
import './words.ts';

const AddAuthenticator = lazy(async () => ({ default: (await import('./add-authenticator.tsx')).AddAuthenticator }));
const AddPasskey = lazy(async () => ({ default: (await import('./add-passkey.tsx')).AddPasskey }));
const RecoveryCodes = lazy(async () => ({ default: (await import('./recovery-codes.tsx')).RecoveryCodes }));

type Open =
  | { kind: 'add-passkey' | 'add-authenticator' | 'remove-authenticator' | 'new-codes' }
  | { kind: 'rename' | 'remove-passkey'; passkey: Passkey }
  | { kind: 'codes'; codes: readonly string[] };

const stale = [routes.mySecondFactors, routes.me] as const;

/** The own passkeys, authenticator and recovery codes. */
export function SecondFactorSection() {
  const factors = useApi(routes.mySecondFactors, {});
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <Paper component="section">
      <Stack>
        <Title order={2}>{t('factor.title')}</Title>
        <Text c="dimmed">{t('factor.intro')}</Text>
        <Loaded query={factors} skeleton={<Skeleton height={160} />}>
          {(loaded) => (
            <>
              {loaded.isRequired && <Notice>{t('factor.required')}</Notice>}
              <Passkeys factors={loaded} onOpen={setOpen} />
              <Authenticator factors={loaded} onOpen={setOpen} />
              {count(loaded) > 0 && <Recovery factors={loaded} onOpen={setOpen} />}
              <Dialogs factors={loaded} open={open} onOpen={setOpen} />
            </>
          )}
        </Loaded>
      </Stack>
    </Paper>
  );
}

const count = ({ passkeys, authenticator }: SecondFactors): number => passkeys.length + (authenticator ? 1 : 0);

interface PartProps {
  factors: SecondFactors;
  onOpen: (open: Open | null) => void;
}

function Passkeys({ factors, onOpen }: PartProps) {
  const { passkeys, passkeysWork } = factors;
  return (
    <Part title={t('factor.passkeys')}>
      {passkeys.length === 0 && <Text c="dimmed">{t('factor.noPasskeys')}</Text>}
      <ul className={classes.list}>
        {passkeys.map((passkey) => (
          <li key={passkey.id} className={classes.item}>
            <div className={classes.what}>
              <Text fw={600} component="span">
                {passkey.name}
              </Text>{' '}
              <StatusBadge tone="neutral">{t(passkey.isSynced ? 'factor.synced' : 'factor.oneDevice')}</StatusBadge>
              <Text size="sm" c="dimmed">
                {t('factor.added')} <Time at={passkey.createdAt} style="day" />,{' '}
                {passkey.lastUsedAt === null ? (
                  t('factor.neverUsed')
                ) : (
                  <>
                    {t('factor.lastUsed')} <Time at={passkey.lastUsedAt} relative />
                  </>
                )}
              </Text>
            </div>
            <Group gap="xs">
              <Button
                variant="default"
                aria-label={t('factor.renameFor', { name: passkey.name })}
                onClick={() => onOpen({ kind: 'rename', passkey })}
              >
                {t('factor.rename')}
              </Button>
              <Button
                variant="default"
                aria-label={t('factor.removeFor', { name: passkey.name })}
                onClick={() => onOpen({ kind: 'remove-passkey', passkey })}
              >
                {t('action.remove')}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {passkeysWork && passkeysWorkHere() ? (
        <Group>
          <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => onOpen({ kind: 'add-passkey' })}>
            {t('factor.addPasskey')}
          </Button>
        </Group>
      ) : (
        <Notice>{t('factor.passkeysElsewhere')}</Notice>
      )}
    </Part>
  );
}

function Authenticator({ factors: { authenticator }, onOpen }: PartProps) {
  return (
    <Part title={t('factor.authenticator')}>
      {authenticator ? (
        <Text>
          {t('factor.authenticatorSince')} <Time at={authenticator.addedAt} style="day" />.
        </Text>
      ) : (
        <Text c="dimmed">{t('factor.noAuthenticator')}</Text>
      )}
      <Group gap="xs">
        <Button variant="default" onClick={() => onOpen({ kind: 'add-authenticator' })}>
          {t(authenticator ? 'factor.replaceAuthenticator' : 'factor.setUpAuthenticator')}
        </Button>
        {authenticator && (
          <Button variant="default" onClick={() => onOpen({ kind: 'remove-authenticator' })}>
            {t('action.remove')}
          </Button>
        )}
      </Group>
    </Part>
  );
}

function Recovery({ factors: { recoveryCodesLeft }, onOpen }: PartProps) {
  return (
    <Part title={t('factor.recoveryCodes')}>
      <Text>{t('factor.recoveryLeft', { count: recoveryCodesLeft })}</Text>
      <Group>
        <Button variant="default" onClick={() => onOpen({ kind: 'new-codes' })}>
          {t('factor.renewCodes')}
        </Button>
      </Group>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Dialogs({ factors, open, onOpen }: PartProps & { open: Open | null }) {
  const close = () => onOpen(null);
  const added = (words: string) => (me: FactorAdded) => {
    renewMe(me);
    void invalidate(routes.mySecondFactors);
    toast(words);
    onOpen(me.recoveryCodes ? { kind: 'codes', codes: me.recoveryCodes } : null);
  };
  const removePasskey = useApiMutation(routes.removePasskey, { invalidates: stale });
  const removeAuthenticator = useApiMutation(routes.removeAuthenticator, { invalidates: stale });
  const last = count(factors) === 1 ? [t('factor.lastGoes')] : [];
  const passkey = open?.kind === 'remove-passkey' ? open.passkey : null;
  return (
    <>
      <Sheet title={t('factor.addPasskey')} opened={open?.kind === 'add-passkey'} onClose={close}>
        <AddPasskey onAdded={added(t('factor.passkeyAdded'))} />
      </Sheet>
      <Sheet title={t('factor.setUpAuthenticator')} opened={open?.kind === 'add-authenticator'} onClose={close}>
        <AddAuthenticator onAdded={added(t('factor.authenticatorAdded'))} />
      </Sheet>
      <Sheet title={t('recovery.title')} opened={open?.kind === 'codes'} onClose={close}>
        {open?.kind === 'codes' && <RecoveryCodes codes={open.codes} onKept={close} />}
      </Sheet>
      <Sheet title={t('factor.rename')} opened={open?.kind === 'rename'} onClose={close}>
        {open?.kind === 'rename' && <Rename passkey={open.passkey} onDone={close} />}
      </Sheet>
      <ConfirmDialog
        opened={passkey !== null}
        onClose={close}
        title={t('factor.removePasskey', { name: passkey?.name ?? '' })}
        consequences={[t('factor.removePasskeyNow'), ...last]}
        confirm={t('action.remove')}
        danger
        onConfirm={async () => {
          await removePasskey.mutateAsync({ params: { id: passkey?.id ?? '' } });
          toast(t('factor.removed'));
        }}
      />
      <ConfirmDialog
        opened={open?.kind === 'remove-authenticator'}
        onClose={close}
        title={t('factor.removeAuthenticator')}
        consequences={[t('factor.removeAuthenticatorNow'), ...last]}
        confirm={t('action.remove')}
        danger
        onConfirm={async () => {
          await removeAuthenticator.mutateAsync({});
          toast(t('factor.removed'));
        }}
      />
      <NewCodes opened={open?.kind === 'new-codes'} onOpen={onOpen} />
    </>
  );
}

/** Where the question was, the new codes are shown. */
function NewCodes({ opened, onOpen }: { opened: boolean; onOpen: PartProps['onOpen'] }) {
  const made = useRef<readonly string[] | null>(null);
  return (
    <ConfirmDialog
      opened={opened}
      onClose={() => {
        onOpen(made.current && { kind: 'codes', codes: made.current });
        made.current = null;
      }}
      title={t('factor.renewTitle')}
      consequences={[t('factor.renewNow')]}
      confirm={t('factor.renewCodes')}
      onConfirm={async () => {
        made.current = (await call(routes.newRecoveryCodes, {})).recoveryCodes;
        await invalidate(routes.mySecondFactors);
      }}
    />
  );
}

function Sheet(props: { title: string; opened: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={
        <Text component="span" fw={600} size="lg">
          {props.title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Suspense fallback={<Skeleton height={200} />}>{props.children}</Suspense>
    </Modal>
  );
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.renamePasskey.body,
    initial: { name: passkey.name },
    onSubmit: async (body) => {
      await call(routes.renamePasskey, { params: { id: passkey.id }, body });
      await invalidate(routes.mySecondFactors);
      toast(t('factor.renamed'));
      onDone();
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <TextInput label={t('factor.passkeyName')} maxLength={60} data-autofocus {...form.getInputProps('name')} />
        <FormEnd state={state} submit={t('action.save')} />
      </Stack>
    </form>
  );
}
