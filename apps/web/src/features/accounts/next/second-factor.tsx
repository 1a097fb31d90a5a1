import { Button, Stack, Text } from '@mantine/core';
import { type Me, type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { useApi } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Loaded, Problem } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { CodeForm } from '../second-factors/code-form.tsx';
import { answerWithPasskey, passkeysWorkHere } from '../second-factors/passkeys.ts';
import { type SettleProps, SettleSkeleton, StartOver } from './settle-parts.tsx';
import '../second-factors/words.ts';

type Way = 'passkey' | 'authenticator' | 'recovery-code';

/** Asks for the second factor of who has one, by the simplest way they have. */
export function SecondFactor({ onSettled }: SettleProps) {
  const choices = useApi(routes.secondFactorChoices, {});
  return (
    <FrontPage title={t('settle.factorTitle')}>
      <Loaded query={choices} skeleton={<SettleSkeleton />}>
        {(loaded) => <Ways choices={loaded} onSettled={onSettled} />}
      </Loaded>
      <Text c="dimmed" size="sm">
        {t('settle.lost')}
      </Text>
      <StartOver />
    </FrontPage>
  );
}

interface WaysProps {
  choices: ReplyOf<Routes['secondFactorChoices']>;
  onSettled: (me: Me) => void;
}

const words = {
  passkey: 'settle.usePasskey',
  authenticator: 'settle.useCode',
  'recovery-code': 'settle.useRecovery',
} as const;

function Ways({ choices, onSettled }: WaysProps) {
  const ways: Way[] = [
    ...(choices.passkey && passkeysWorkHere() ? (['passkey'] as const) : []),
    ...(choices.authenticator ? (['authenticator'] as const) : []),
    ...(choices.recoveryCode ? (['recovery-code'] as const) : []),
  ];
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? ways[0];
  return (
    <Stack>
      {way === 'passkey' && <WithPasskey onSettled={onSettled} />}
      {way === 'authenticator' && <Text>{t('settle.factorCode')}</Text>}
      {way === 'recovery-code' && <Text>{t('settle.factorRecovery')}</Text>}
      {way && way !== 'passkey' && (
        <CodeForm
          key={way}
          kind={way}
          submit={t('action.next')}
          onCode={async (body) => onSettled(await call(routes.settleSecondFactor, { body }))}
        />
      )}
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Button key={other} variant="default" onClick={() => setChosen(other)}>
            {t(words[other])}
          </Button>
        ))}
    </Stack>
  );
}

function WithPasskey({ onSettled }: { onSettled: (me: Me) => void }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const answer = async () => {
    setBusy(true);
    setError(null);
    try {
      const { ceremonyId, options } = await call(routes.beginSecondFactor, {});
      const body = { kind: 'passkey', ceremonyId, response: await answerWithPasskey(options) } as const;
      onSettled(await call(routes.settleSecondFactor, { body }));
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <Stack>
      <Text>{t('settle.factorPasskey')}</Text>
      <Problem error={error} />
      <Button leftSection={<Icon name="key" />} loading={isBusy} onClick={() => void answer()}>
        {t('passkey.use')}
      </Button>
    </Stack>
  );
}
