import { Text, TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Notice } from '../../ui/states.tsx';
import { FrontPage } from './front-page.tsx';

/** Asks for a mail with a link that sets a new password. The answer does not tell whether somebody has the address. */
export function Forgot() {
  // From the mail about a new device: somebody else knows the password.
  const [isStranger] = useState(() => new URLSearchParams(window.location.search).get('why') === 'stranger');
  const [askedFor, setAskedFor] = useState<string | null>(null);
  if (askedFor !== null) {
    return (
      <FrontPage title={t('forgot.sentTitle')}>
        <Notice tone="ok">{t('forgot.sent', { email: askedFor })}</Notice>
        <Text c="dimmed" size="sm">
          {t('forgot.nothing')}
        </Text>
        <ToSignIn />
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t(isStranger ? 'reset.title' : 'forgot.title')} intro={t('forgot.intro')}>
      {isStranger && <Notice tone="warn">{t('forgot.stranger')}</Notice>}
      <AskForLink onAsked={setAskedFor} />
      <ToSignIn />
    </FrontPage>
  );
}

function AskForLink({ onAsked }: { onAsked: (email: string) => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.requestReset.body,
    initial: { email: '' },
    toBody: ({ email }) => ({ email: email.trim() }),
    onSubmit: async (body) => {
      await call(routes.requestReset, { body });
      onAsked(body.email);
    },
  });
  return (
    <form {...formProps}>
      <TextInput
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('email')}
      />
      <FormEnd state={state} submit={t('forgot.submit')} />
    </form>
  );
}

/** The sign-in page is an entrance of its own: the whole page is loaded anew. */
const ToSignIn = () => <a href="/sign-in">{t('forgot.toSignIn')}</a>;
