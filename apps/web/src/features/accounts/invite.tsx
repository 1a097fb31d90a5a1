import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import { ApiError, call } from '../../api/client.ts';
import { becomeMe } from '../../api/me.ts';
import { t } from '../../strings/index.ts';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { formatInstant } from '../../ui/format-time.ts';
import { Problem } from '../../ui/states.tsx';
import { FrontPage } from './front-page.tsx';
import { NewPassword, newPasswordSchema } from './new-password.tsx';
import { useTokenFragment } from './token-fragment.ts';

/** Where an invitation or a reset link leads: whom it is for, and their own password. */
export function Invite() {
  const token = useTokenFragment();
  if (!token) return <FrontPage title={t('invite.noToken')} intro={t('invite.noTokenBody')} />;
  return <Invitation token={token} />;
}

function Invitation({ token }: { token: string }) {
  const link = useQuery({
    queryKey: [routes.inspectLink.path],
    queryFn: ({ signal }) => call(routes.inspectLink, { body: { token }, signal }),
  });
  if (link.data) return <ChoosePassword token={token} {...link.data} />;
  if (link.error) return <DeadLink error={link.error} retry={link.refetch} />;
  return (
    <FrontPage title={t('invite.title')} intro={t('invite.checking')}>
      <Stack aria-busy="true">
        <Skeleton height={24} width="60%" />
        <Skeleton height={44} />
        <Skeleton height={44} width={160} />
      </Stack>
    </FrontPage>
  );
}

function DeadLink({ error, retry }: { error: unknown; retry: () => unknown }) {
  const isDead = error instanceof ApiError && error.code === 'link_invalid';
  return (
    <FrontPage title={isDead ? t('invite.invalid') : t('invite.title')}>
      <Problem error={error} />
      {isDead && <a href="/forgot">{t('reset.again')}</a>}
      {!isDead && <Button onClick={() => void retry()}>{t('action.retry')}</Button>}
    </FrontPage>
  );
}

function ChoosePassword(props: { token: string } & ReplyOf<Routes['inspectLink']>) {
  const { token, purpose, name, email, shortestPassword } = props;
  const navigate = useNavigate();
  const { form, formProps, ...state } = useContractForm({
    schema: z.object({ password: newPasswordSchema(shortestPassword) }),
    initial: { password: '' },
    onSubmit: async ({ password }) => {
      becomeMe(await call(routes.acceptLink, { body: { token, password } }));
      await navigate({ to: '/' });
    },
  });
  const isReset = purpose === 'reset';
  const welcome = email ? t('invite.intro', { name, email }) : t('invite.introNoEmail', { name });
  const intro = isReset && email ? t('reset.intro', { name, email }) : welcome;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <FrontPage title={t(isReset ? 'reset.title' : 'invite.title')} intro={intro}>
      <form {...formProps}>
        {/* Lets password managers know for whom they keep the new password. */}
        <input type="email" name="username" autoComplete="username" value={email ?? ''} readOnly hidden />
        <NewPassword {...form.getInputProps('password')} value={form.values.password} shortest={shortestPassword} />
        <FormEnd state={state} submit={t(isReset ? 'reset.submit' : 'invite.submit')} />
      </form>
      <Text c="dimmed" size="sm">
        {t('invite.expires', { time: formatInstant(props.expiresAt, zone) })}
      </Text>
    </FrontPage>
  );
}
