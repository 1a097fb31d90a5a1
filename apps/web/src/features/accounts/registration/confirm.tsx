import { PasswordInput, Text } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { z } from 'zod';
import { ApiError, call } from '../../../api/client.ts';
import { becomeMe } from '../../../api/me.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/registering-words.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { Problem } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { revealLabel } from '../reveal-label.ts';
import { useTokenFragment } from '../token-fragment.ts';

/** Where the mailed link of a request leads: the password chosen before proves that it is the same person. */
export function ConfirmRegistration() {
  const token = useTokenFragment();
  const [dead, setDead] = useState<ApiError | null>(null);
  if (!token) return <FrontPage title={t('invite.noToken')} intro={t('invite.noTokenBody')} />;
  if (dead) {
    return (
      <FrontPage title={t('register.deadLink')}>
        <Problem error={dead} />
        {dead.code === 'email_taken' ? (
          <a href="/forgot">{t('forgot.link')}</a>
        ) : (
          <a href="/register">{t('register.again')}</a>
        )}
      </FrontPage>
    );
  }
  return <Confirm token={token} onDead={setDead} />;
}

const PasswordOnly = z.object({ password: z.string().min(1) });
const finalCodes: readonly string[] = ['link_invalid', 'email_taken', 'registration_closed', 'mail_domain_refused'];

function Confirm({ token, onDead }: { token: string; onDead: (error: ApiError) => void }) {
  const navigate = useNavigate();
  const { form, formProps, ...state } = useContractForm({
    schema: PasswordOnly,
    initial: { password: '' },
    onSubmit: async ({ password }) => {
      try {
        becomeMe(await call(routes.verifyRegistration, { body: { token, password } }));
        await navigate({ to: '/waiting' });
      } catch (error) {
        if (error instanceof ApiError && finalCodes.includes(error.code)) return onDead(error);
        throw error instanceof ApiError && error.code === 'sign_in_failed' ? wrongPassword(error) : error;
      }
    },
  });
  return (
    <FrontPage title={t('register.confirmTitle')} intro={t('register.confirmIntro')}>
      <form {...formProps}>
        <PasswordInput
          label={t('password.label')}
          autoComplete="current-password"
          visibilityToggleButtonProps={revealLabel}
          {...form.getInputProps('password')}
        />
        <FormEnd state={state} submit={t('register.confirmSubmit')} />
      </form>
      <Text c="dimmed" size="sm">
        {t('register.confirmNotYou')}
      </Text>
    </FrontPage>
  );
}

/** No e-mail is asked for here, so the words of sign-in would mislead. */
const wrongPassword = ({ code, status }: ApiError): ApiError =>
  new ApiError({
    code,
    status,
    message: t('register.notConfirmed'),
    advice: t('register.notConfirmedAdvice'),
    details: [{ path: 'password', message: t('register.confirmWrong') }],
  });
