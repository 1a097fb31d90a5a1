import { Stack, Text, TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { call } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import type { FactorAdded } from './add-authenticator.tsx';
import { createPasskey } from './passkeys.ts';
import './words.ts';

const Named = routes.addPasskey.body.pick({ name: true });

/** Has this device make a passkey, under a name the person will know it by. */
export function AddPasskey({ onAdded }: { onAdded: (added: FactorAdded) => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: Named,
    initial: { name: t('factor.passkeyGuess', { device: guessDevice() }) },
    onSubmit: async ({ name }) => {
      const { ceremonyId, options } = await call(routes.beginPasskey, {});
      const response = await createPasskey(options);
      onAdded(await call(routes.addPasskey, { body: { ceremonyId, name, response } }));
    },
  });
  return (
    <form {...formProps}>
      <Stack>
        <Text>{t('factor.passkeyIntro')}</Text>
        <TextInput
          label={t('factor.passkeyName')}
          description={t('factor.passkeyNameHint')}
          autoComplete="off"
          maxLength={60}
          {...form.getInputProps('name')}
        />
        <FormEnd state={state} submit={t('factor.passkeyCreate')} />
      </Stack>
    </form>
  );
}

/** What people call the thing in front of them; a name to correct, nothing hangs on it. */
function guessDevice(): string {
  const agent = navigator.userAgent;
  const known = [/iPhone/, /iPad/, /Android/, /Windows/, /Macintosh/, /CrOS/, /Linux/];
  const names = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'Chromebook', 'Linux'];
  return names[known.findIndex((sign) => sign.test(agent))] ?? 'computer';
}
