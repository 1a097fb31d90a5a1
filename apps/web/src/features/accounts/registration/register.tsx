import { Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { useApi } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/registering-words.ts';
import { FormEnd, orNull, useContractForm } from '../../../ui/form.tsx';
import { Failure, Notice } from '../../../ui/states.tsx';
import { FrontPage } from '../front-page.tsx';
import { NewPassword, passwordProblem } from '../new-password.tsx';

/** Asks for a student account. The answer does not tell whether somebody has the address. */
export function Register() {
  const status = useApi(routes.registrationStatus, {});
  const [askedFor, setAskedFor] = useState<string | null>(null);
  if (askedFor !== null) {
    return (
      <FrontPage title={t('register.sentTitle')}>
        <Notice tone="ok">{t('register.sent', { email: askedFor })}</Notice>
        <Text c="dimmed" size="sm">
          {t('register.nothing')}
        </Text>
        <ToSignIn />
      </FrontPage>
    );
  }
  if (status.data && !status.data.isOpen) {
    return (
      <FrontPage title={t('register.closed')} intro={t('register.closedBody')}>
        <ToSignIn />
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('register.title')} intro={t('register.intro')}>
      {status.data && <AskForAccount domains={status.data.mailDomains} onAsked={setAskedFor} />}
      {status.error && <Failure error={status.error} retry={status.refetch} />}
      {status.isPending && (
        <Stack aria-busy="true">
          <Skeleton height={68} />
          <Skeleton height={68} />
          <Skeleton height={68} />
        </Stack>
      )}
      <ToSignIn />
    </FrontPage>
  );
}

function AskForAccount({ domains, onAsked }: { domains: readonly string[]; onAsked: (email: string) => void }) {
  const { form, formProps, ...state } = useContractForm({
    schema: routes.register.body,
    initial: { name: '', email: '', usn: '', password: '' },
    toBody: ({ email, usn, ...rest }) => ({ ...rest, email: email.trim(), usn: orNull(usn) }),
    check: ({ password }): Record<string, string> => {
      const problem = passwordProblem(password);
      return problem ? { password: problem } : {};
    },
    onSubmit: async (body) => {
      await call(routes.register, { body });
      onAsked(body.email);
    },
  });
  const names = domains.map((domain) => `@${domain.replace(/^@/, '')}`).join(', ');
  return (
    <form {...formProps}>
      <TextInput label={t('register.name')} autoComplete="name" {...form.getInputProps('name')} />
      <TextInput
        label={t('register.email')}
        description={domains.length > 0 && t('register.domains', { count: domains.length, domains: names })}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('email')}
      />
      <TextInput
        label={t('register.usn')}
        description={t('register.usnHint')}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        {...form.getInputProps('usn')}
      />
      <NewPassword label={t('password.label')} {...form.getInputProps('password')} value={form.values.password} />
      <FormEnd state={state} submit={t('register.submit')} />
    </form>
  );
}

/** The sign-in page is an entrance of its own: the whole page is loaded anew. */
const ToSignIn = () => <a href="/sign-in">{t('register.toSignIn')}</a>;
