import { Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../../api/query.ts';
import { ProofHost } from '../../../app/proof-host.tsx';
import { t } from '../../../strings/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { AddAuthenticator, type FactorAdded } from '../second-factors/add-authenticator.tsx';
import { AddPasskey } from '../second-factors/add-passkey.tsx';
import { passkeysWorkHere } from '../second-factors/passkeys.ts';
import { RecoveryCodes } from '../second-factors/recovery-codes.tsx';
import classes from '../second-factors/second-factors.module.css';
import { type SettleProps, SettleSkeleton, StartOver } from './settle-parts.tsx';
import '../second-factors/words.ts';

type Way = 'passkey' | 'authenticator';

/** A first second factor for who must have one, then the recovery codes, then on. */
export function SetUpFactor({ me, onSettled }: SettleProps) {
  const factors = useApi(routes.mySecondFactors, {});
  const [way, setWay] = useState<Way | null>(null);
  const [added, setAdded] = useState<FactorAdded | null>(null);
  if (added?.recoveryCodes) {
    return (
      <FrontPage title={t('recovery.title')}>
        <RecoveryCodes codes={added.recoveryCodes} onKept={() => onSettled(added)} />
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('settle.setUpTitle')} intro={t('settle.setUpIntro', { institution: me.institution.name })}>
      <Loaded query={factors} skeleton={<SettleSkeleton />}>
        {({ passkeysWork }) => {
          const canPasskey = passkeysWork && passkeysWorkHere();
          const chosen = canPasskey ? way : 'authenticator';
          return (
            <Stack>
              {chosen === null && <Choose onChoose={setWay} />}
              {chosen === 'passkey' && <AddPasskey onAdded={setAdded} />}
              {chosen === 'authenticator' && <AddAuthenticator onAdded={setAdded} />}
              {canPasskey && chosen !== null && (
                <Button variant="default" onClick={() => setWay(null)}>
                  {t('settle.otherWay')}
                </Button>
              )}
            </Stack>
          );
        }}
      </Loaded>
      <StartOver />
      <ProofHost />
    </FrontPage>
  );
}

const ways = [
  { way: 'passkey', icon: 'key', title: 'settle.choosePasskey', why: 'settle.choosePasskeyWhy' },
  { way: 'authenticator', icon: 'phone', title: 'settle.chooseAuthenticator', why: 'settle.chooseAuthenticatorWhy' },
] as const;

function Choose({ onChoose }: { onChoose: (way: Way) => void }) {
  return (
    <Stack gap="sm">
      {ways.map(({ way, icon, title, why }) => (
        <UnstyledButton key={way} className={classes.choice} onClick={() => onChoose(way)}>
          <Icon name={icon} size={28} />
          <span>
            <Text component="span" fw={600} display="block">
              {t(title)}
            </Text>
            <Text component="span" size="sm" c="dimmed" display="block">
              {t(why)}
            </Text>
          </span>
        </UnstyledButton>
      ))}
    </Stack>
  );
}
