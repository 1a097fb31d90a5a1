import { Button, Checkbox, PasswordInput, Text, TextInput } from '@mantine/core';
import { type ChangeEvent, type FormEvent, useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { entryRoutes } from '../../api/entry-routes.ts';
import { t } from '../../strings/index.ts';
import { Notice, Problem } from '../../ui/states.tsx';
import { FrontPage } from './front-page.tsx';
import { RegisterLink } from './registration/register-link.tsx';
import { revealLabel } from './reveal-label.ts';
import { PasskeySignIn } from './second-factors/passkey-sign-in.tsx';
import type { SignInArrival } from './sign-in-address.ts';
import { Or } from './single-sign-on/or.tsx';
import { ProviderButtons } from './single-sign-on/provider-buttons.tsx';
import { useSignInWays } from './single-sign-on/use-sign-in-ways.ts';

interface SignInProps {
  arrival: SignInArrival;
  /** What went wrong on another way in, which led back here. */
  problem?: unknown;
}

/** Ways in, then on to where the person wanted to go. A fresh installation leads to its set-up. */
export function SignIn({ arrival, problem = null }: SignInProps) {
  useEffect(leadToSetUpWhenNew, []);
  const { providers, isSingleSignOnFirst, isKnown } = useSignInWays();
  const [isUnfolded, setUnfolded] = useState(false);
  const [remember, setRemember] = useState(false);
  const isFolded = isSingleSignOnFirst && !isUnfolded;
  const buttons = (
    <ProviderButtons providers={providers} next={arrival.next} remember={remember} isFirst={isSingleSignOnFirst} />
  );
  return (
    <FrontPage title={t('signIn.title')}>
      {arrival.why === 'ended' && <Notice>{t('signIn.ended')}</Notice>}
      {arrival.why === 'left' && <Notice tone="ok">{t('signIn.signedOut')}</Notice>}
      <Problem error={problem} />
      {isSingleSignOnFirst && buttons}
      {isFolded && isKnown && <StaySignedIn remember={remember} onRemember={setRemember} />}
      {isFolded && isKnown && (
        <Button variant="subtle" onClick={() => setUnfolded(true)}>
          {t('sso.withPassword')}
        </Button>
      )}
      {!isFolded && <SignInForm next={arrival.next} remember={remember} onRemember={setRemember} />}
      <PasskeySignIn next={arrival.next} remember={remember} />
      {!isFolded && <a href="/forgot">{t('forgot.link')}</a>}
      {!isFolded && <RegisterLink />}
      {!isSingleSignOnFirst && providers.length > 0 && (
        <>
          <Or />
          {buttons}
        </>
      )}
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

interface Wish {
  remember: boolean;
  onRemember: (wish: boolean) => void;
}

/** Two fields need no form library: this page is kept light, it is the first one everybody loads. */
function SignInForm({ next, remember, onRemember }: Wish & { next: string }) {
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
      await call(entryRoutes.signIn, { body: { ...values, remember } });
      window.location.assign(next);
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
        autoComplete="username webauthn"
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
      <StaySignedIn remember={remember} onRemember={onRemember} />
      <Problem error={error} />
      <Button type="submit" loading={isBusy}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

/** One wish for every way in. Absent where the institution lets nobody stay. */
function StaySignedIn({ remember, onRemember }: Wish) {
  const rememberDays = useRememberDays();
  if (rememberDays === 0) return null;
  return (
    <Checkbox
      label={t('signIn.remember')}
      description={t('signIn.rememberHint', { count: rememberDays })}
      checked={remember}
      onChange={(event) => onRemember(event.currentTarget.checked)}
    />
  );
}

/** The most days anybody may stay signed in; whether this person may is known once they have signed in. */
function useRememberDays(): number {
  const [days, setDays] = useState(0);
  useEffect(() => {
    call(entryRoutes.signInOptions, {}).then(
      (options) => setDays(options.rememberDays),
      // Signing in works without it.
      () => undefined,
    );
  }, []);
  return days;
}
