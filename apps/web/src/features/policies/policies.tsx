import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Policy, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { PolicyForm } from './policy-form.tsx';
import { PolicyHistory } from './policy-history.tsx';

/** The policy in force as a form, and every version before it. */
export function Policies() {
  const versions = useApi(routes.listPolicies, {});
  const inForce = useApi(routes.currentPolicy, {});
  const [restored, setRestored] = useState<Policy | null>(null);
  const restore = (policy: Policy) => {
    setRestored(policy);
    announce(t('policies.restored', { version: policy.version }));
    window.scrollTo({ top: 0 });
  };
  return (
    <Page title={t('policies.title')} description={t('policies.description')}>
      <Loaded query={versions} skeleton={<PolicySkeleton />}>
        {(all) => (
          <Loaded query={inForce} skeleton={<PolicySkeleton />}>
            {(current) => (
              <Stack gap="lg">
                <Text c="dimmed">
                  {t('policies.current', { version: current.version })} {t('policies.since')}{' '}
                  <Time at={current.effectiveFrom} />{' '}
                  {t('policies.by', { name: current.createdBy ?? t('policies.system') })}
                </Text>
                <PolicyForm
                  key={`${current.id} ${restored?.id}`}
                  current={current}
                  start={restored ?? current}
                  onReset={() => setRestored(null)}
                />
                <Title order={2}>{t('policies.history')}</Title>
                <PolicyHistory policies={all} current={current} onRestore={restore} />
              </Stack>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function PolicySkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={24} width="50%" />
      <Skeleton height={220} />
      <Skeleton height={140} />
    </Stack>
  );
}
