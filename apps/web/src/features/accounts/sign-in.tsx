import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { type ChangeEvent, type FormEvent, useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { entryRoutes } from '../../api/entry-routes.ts';
import { t } from '../../strings/index.ts';
import { Notice, Problem } from '../../ui/states.tsx';
import { FrontPage } from './front-page.tsx';
import { revealLabel } from './reveal-label.ts';
import { readArrival } from './sign-in-address.ts';

const arrival = readArrival(window.location.search);

/** E-mail and password, then on to where the person wanted to go. A fresh installation leads to its set-up. */
export function SignIn() {
  useEffect(leadToSetUpWhenNew, []);
  return (
    <FrontPage title={t('signIn.title')}>
      {arrival.why === 'ended' && <Notice>{t('signIn.ended')}</Notice>}
      {arrival.why === 'left' && <Notice tone="ok">{t('signIn.signedOut')}</Notice>}
      <SignInForm />
      <a href="/forgot">{t('forgot.link')}</a>
      <Text c="dimmed" size="sm">
        {t('signIn.help')}
      </Text>
    </FrontPage>
  );
}

function leadToSetUpWhenNew(): void {
  call(entryRoutes.setupStatus, {}).then(
    ({ needed }) => needed && window.location.replace('/setup'),
    // Whether set-up is needed can wait: signing in will say what is wrong with the server.
    () => undefined,
  );
}

/** Two fields need no form library: this page is kept light, it is the first one everybody loads. */
function SignInForm() {
  const [values, setValues] = useState({ email: '', password: '' });
  const [hasTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const missing = values.email.trim() === '' ? 'email' : values.password === '' ? 'password' : null;
    if (missing) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name=${missing}]`)?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await call(entryRoutes.signIn, { body: values });
      window.location.assign(arrival.next);
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: hasTried && values[name].trim() === '' ? t('form.required') : undefined,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...field('email')}
      />
      <PasswordInput
        label={t('password.label')}
        autoComplete="current-password"
        visibilityToggleButtonProps={revealLabel}
        {...field('password')}
      />
      <Problem error={error} />
      <Button type="submit" loading={isBusy}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
