import { Skeleton, Stack, Text } from '@mantine/core';
import { type AccessOverview, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { AccessForm } from './access-form.tsx';

/** Who may sign in, how they prove who they are, and for how long. */
export function Access() {
  const overview = useApi(routes.accessOverview, {});
  const [saves, setSaves] = useState(0);
  return (
    <Page
      title={t('access.title')}
      description={t('access.description')}
      width="narrow"
      back={<BackLink to="/admin/settings">{t('settings.title')}</BackLink>}
    >
      <Loaded query={overview} skeleton={<AccessSkeleton />}>
        {(loaded) => (
          <Stack gap="lg">
            <LastChange overview={loaded} />
            {!loaded.isMailOn && <Notice tone="warn">{t('access.mailOff')}</Notice>}
            <AccessForm key={saves} overview={loaded} onSaved={() => setSaves((before) => before + 1)} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function LastChange({ overview: { changedAt, changedBy } }: { overview: AccessOverview }) {
  if (changedAt === null) return <Text c="dimmed">{t('access.never')}</Text>;
  return (
    <Text c="dimmed">
      {t('access.changed')} <Time at={changedAt} /> {changedBy && t('access.by', { name: changedBy.name })}
    </Text>
  );
}

function AccessSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={24} width="50%" />
      <Skeleton height={180} />
      <Skeleton height={240} />
    </Stack>
  );
}
