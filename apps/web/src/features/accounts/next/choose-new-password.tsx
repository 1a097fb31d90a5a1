import { routes } from '@smart-presence/contract';
import { call } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { FrontPage } from '../front-page.tsx';
import { NewPassword, newPasswordSchema, shortestFor } from '../new-password.tsx';
import { type SettleProps, StartOver } from './settle-parts.tsx';
import '../second-factors/words.ts';

/** A new password for who was asked for one. */
export function ChooseNewPassword({ me, onSettled }: SettleProps) {
  const shortest = shortestFor(me.person);
  const { form, formProps, ...state } = useContractForm({
    schema: routes.settleNewPassword.body.extend({ password: newPasswordSchema(shortest) }),
    initial: { password: '' },
    onSubmit: async (body) => onSettled(await call(routes.settleNewPassword, { body })),
  });
  return (
    <FrontPage title={t('settle.passwordTitle')} intro={t('settle.passwordIntro')}>
      <form {...formProps}>
        <input type="email" name="username" autoComplete="username" value={me.person.email ?? ''} readOnly hidden />
        <NewPassword {...form.getInputProps('password')} value={form.values.password} shortest={shortest} />
        <FormEnd state={state} submit={t('settle.passwordSubmit')} />
      </form>
      <StartOver />
    </FrontPage>
  );
}
