import { Button, Modal, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { type Me, type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { z } from 'zod';
import { call } from '../api/client.ts';
import { renewMe } from '../api/me.ts';
import { useApi } from '../api/query.ts';
import { revealLabel } from '../features/accounts/reveal-label.ts';
import { CodeField } from '../features/accounts/second-factors/add-authenticator.tsx';
import { answerWithPasskey, passkeysWorkHere } from '../features/accounts/second-factors/passkeys.ts';
import { t } from '../strings/index.ts';
import { FormEnd, useContractForm } from '../ui/form.tsx';
import { Icon } from '../ui/icon.tsx';
import { Loaded, Notice, Problem } from '../ui/states.tsx';
import '../features/accounts/second-factors/words.ts';

type Choices = ReplyOf<Routes['proofChoices']>;

/** Asks who is signed in to prove again that it is them: with a passkey, or with the password and a code. */
export function ProofDialog({ onDone }: { onDone: (isProved: boolean) => void }) {
  const choices = useApi(routes.proofChoices, {});
  const proved = (me: Me) => {
    renewMe(me);
    onDone(true);
  };
  return (
    <Modal
      opened
      onClose={() => onDone(false)}
      zIndex={400}
      title={
        <Text component="span" fw={600} size="lg">
          {t('prove.title')}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        <Text>{t('prove.intro')}</Text>
        <Loaded query={choices} skeleton={<Skeleton height={120} />}>
          {(loaded) => <Ways choices={loaded} onProved={proved} onCancel={() => onDone(false)} />}
        </Loaded>
      </Stack>
    </Modal>
  );
}

interface WaysProps {
  choices: Choices;
  onProved: (me: Me) => void;
  onCancel: () => void;
}

function Ways({ choices, onProved, onCancel }: WaysProps) {
  const canPasskey = choices.passkey && passkeysWorkHere();
  // Whoever has a second factor needs a code beside the password; without any code left the password proves nothing.
  const hasFactor = choices.passkey || choices.authenticator || choices.recoveryCode;
  const canPassword = choices.password && (!hasFactor || choices.authenticator || choices.recoveryCode);
  const [way, setWay] = useState<'passkey' | 'password'>(canPasskey ? 'passkey' : 'password');
  const cancel = (
    <Button variant="default" onClick={onCancel}>
      {t('action.cancel')}
    </Button>
  );
  if (!canPasskey && !canPassword) {
    return (
      <>
        <Notice>{t('prove.signInAgain')}</Notice>
        {cancel}
      </>
    );
  }
  return (
    <>
      {way === 'passkey' ? (
        <WithPasskey onProved={onProved}>{cancel}</WithPasskey>
      ) : (
        <WithPassword choices={choices} hasFactor={hasFactor} onProved={onProved}>
          {cancel}
        </WithPassword>
      )}
      {canPasskey && canPassword && (
        <Button variant="subtle" onClick={() => setWay(way === 'passkey' ? 'password' : 'passkey')}>
          {t(way === 'passkey' ? 'prove.withPassword' : 'prove.withPasskey')}
        </Button>
      )}
    </>
  );
}

function WithPasskey({ onProved, children }: { onProved: (me: Me) => void; children: ReactNode }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const prove = async () => {
    setBusy(true);
    setError(null);
    try {
      const { ceremonyId, options } = await call(routes.beginProof, {});
      const body = { kind: 'passkey', ceremonyId, response: await answerWithPasskey(options) } as const;
      onProved(await call(routes.prove, { body }));
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <>
      <Problem error={error} />
      <Button leftSection={<Icon name="key" />} loading={isBusy} data-autofocus onClick={() => void prove()}>
        {t('passkey.use')}
      </Button>
      {children}
    </>
  );
}

interface PasswordProps {
  choices: Choices;
  hasFactor: boolean;
  onProved: (me: Me) => void;
  children: ReactNode;
}

const filled = (text: string) => text.trim() !== '';
const Filled = z.string().refine(filled, { error: () => t('form.required') });

function WithPassword({ choices, hasFactor, onProved, children }: PasswordProps) {
  const [isRecovery, setRecovery] = useState(!choices.authenticator);
  const kind = isRecovery ? 'recovery-code' : 'authenticator';
  const { form, formProps, ...state } = useContractForm({
    schema: z.object({ password: Filled, code: hasFactor ? Filled : z.string() }),
    initial: { password: '', code: '' },
    onSubmit: async ({ password, code }) => {
      const second = hasFactor ? { second: { kind, code } as const } : {};
      onProved(await call(routes.prove, { body: { kind: 'password', password, ...second } }));
    },
  });
  const canSwitch = choices.authenticator && choices.recoveryCode;
  return (
    <form {...formProps}>
      <Stack>
        <PasswordInput
          label={t('password.label')}
          autoComplete="current-password"
          visibilityToggleButtonProps={revealLabel}
          data-autofocus
          {...form.getInputProps('password')}
        />
        {hasFactor && !isRecovery && <CodeField {...form.getInputProps('code')} />}
        {hasFactor && isRecovery && (
          <TextInput
            label={t('settle.recoveryCode')}
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            {...form.getInputProps('code')}
          />
        )}
        <FormEnd state={state} submit={t('prove.submit')}>
          {children}
        </FormEnd>
        {canSwitch && (
          <Button variant="subtle" onClick={() => setRecovery(!isRecovery)}>
            {t(isRecovery ? 'prove.useCode' : 'prove.useRecovery')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
