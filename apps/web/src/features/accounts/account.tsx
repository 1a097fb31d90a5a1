import { Anchor, Button, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { call } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { ThemeSwitch } from '../../app/theme-switch.tsx';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { FormEnd, useContractForm } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { OwnData } from '../privacy/copy-of-data.tsx';
import { CalendarLink } from './calendar-link.tsx';
import { NewPassword, newPasswordSchema, shortestFor } from './new-password.tsx';
import { revealLabel } from './reveal-label.ts';
import { SecondFactorSection } from './second-factors/second-factor-section.tsx';
import { MySessions } from './sessions/my-sessions.tsx';
import { LinkedAccounts } from './single-sign-on/linked-accounts.tsx';
import { useSignOut } from './use-sign-out.ts';

/** One's own account: who, appearance, password, and the way out. */
export function Account() {
  const { person, institution, expiresAt } = useMe();
  return (
    <Page title={t('account.title')} width="narrow">
      <Paper component="section">
        <Facts
          facts={[
            [t('account.name'), person.name],
            [t('account.email'), person.email ?? '–'],
            [t('account.role'), t(`role.${person.role}`)],
            [t('account.institution'), institution.name],
            [t('account.expires'), <Time key="expires" at={expiresAt} />],
          ]}
        />
      </Paper>
      <Paper component="section">
        <Stack>
          <Title order={2}>{t('account.appearance')}</Title>
          <ThemeSwitch />
        </Stack>
      </Paper>
      {person.hasPassword ? <PasswordSection /> : <NoPassword />}
      {person.role !== 'kiosk' && <SecondFactorSection />}
      {person.role !== 'kiosk' && <CalendarLink />}
      <MySessions />
      <LinkedAccounts />
      {person.role !== 'kiosk' && <OwnData />}
      <SignOutSection />
    </Page>
  );
}

/** Whoever came by single sign-on: a password is set by mail, which proves whose it is. */
function NoPassword() {
  return (
    <Paper component="section">
      <Stack>
        <Title order={2}>{t('password.label')}</Title>
        <Text>
          {t('linked.noPassword')} <Anchor href="/forgot">{t('linked.askPassword')}</Anchor>
        </Text>
      </Stack>
    </Paper>
  );
}

function PasswordSection() {
  const { person } = useMe();
  const shortest = shortestFor(person);
  const { form, formProps, ...state } = useContractForm({
    schema: routes.changePassword.body.extend({ next: newPasswordSchema(shortest) }),
    initial: { current: '', next: '' },
    onSubmit: async (body) => {
      await call(routes.changePassword, { body });
      form.reset();
      toast(t('account.passwordChanged'));
    },
  });
  return (
    <Paper component="section">
      <form {...formProps}>
        <Stack>
          <Title order={2}>{t('account.password')}</Title>
          <Text c="dimmed">{t('account.passwordIntro')}</Text>
          <input type="email" name="username" autoComplete="username" value={person.email ?? ''} readOnly hidden />
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={revealLabel}
            {...form.getInputProps('current')}
          />
          <NewPassword {...form.getInputProps('next')} value={form.values.next} shortest={shortest} />
          <FormEnd state={state} submit={t('account.password')} />
        </Stack>
      </form>
    </Paper>
  );
}

function SignOutSection() {
  const signOut = useSignOut();
  return (
    <Paper component="section">
      <Group justify="space-between">
        <Text>{t('account.signOutIntro')}</Text>
        <Button
          variant="default"
          leftSection={<Icon name="signOut" />}
          loading={signOut.isPending}
          onClick={() => signOut.mutate({})}
        >
          {t('app.signOut')}
        </Button>
      </Group>
      <Problem error={signOut.error} />
    </Paper>
  );
}
