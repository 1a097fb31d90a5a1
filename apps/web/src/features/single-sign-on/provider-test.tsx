import { Button, Stack, Text } from '@mantine/core';
import { type IdentityProvider, type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import classes from './provider-test.module.css';

interface ProviderTestProps {
  issuer: string;
  scopes: string;
  provider: IdentityProvider | null;
}

const signs: Record<Finding['tone'], IconName> = { ok: 'checkCircle', warn: 'warning', problem: 'stop' };
type Tested = ReplyOf<Routes['testIdentityProvider']>;
type Finding = Tested['findings'][number];

/** Asks the provider how it presents itself, says what was found, and shows the address to register there. */
export function ProviderTest({ issuer, scopes, provider }: ProviderTestProps) {
  const test = useApiMutation(routes.testIdentityProvider, {
    onSuccess: ({ isUsable }) => announce(t(isUsable ? 'provider.usable' : 'provider.notUsable')),
  });
  const isOfThis = test.variables?.body.issuer === issuer.trim();
  const tested = isOfThis ? test.data : undefined;
  const redirectUri = tested?.redirectUri ?? (provider?.issuer === issuer.trim() ? provider.redirectUri : undefined);
  const run = () =>
    test.mutate({ body: { issuer: issuer.trim(), scopes, ...(provider ? { providerId: provider.id } : {}) } });
  return (
    <Stack gap="sm">
      <div>
        <Button variant="default" loading={test.isPending} disabled={issuer.trim() === ''} onClick={run}>
          {t('provider.test')}
        </Button>
      </div>
      {isOfThis && <Problem error={test.error} />}
      {tested && <Findings tested={tested} />}
      <div>
        <Text fw={500} size="sm">
          {t('provider.redirect')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('provider.redirectHint')}
        </Text>
        {redirectUri && (
          <div className={classes.redirect}>
            <code>{redirectUri}</code>
            <CopyButton text={redirectUri} label={t('provider.copyRedirect')} />
          </div>
        )}
      </div>
    </Stack>
  );
}

function Findings({ tested }: { tested: Tested }) {
  const { isUsable, findings } = tested;
  return (
    <Notice tone={isUsable ? 'ok' : 'warn'}>
      <p className={classes.heading}>{t(isUsable ? 'provider.usable' : 'provider.notUsable')}</p>
      <ul className={classes.findings}>
        {findings.map(({ code, tone, value }) => (
          <li key={`${code} ${value}`} data-tone={tone}>
            <Icon name={signs[tone]} size={18} />
            <span>{t(`finding.${code}`, { value })}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
