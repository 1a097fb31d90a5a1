import { Skeleton, Text } from '@mantine/core';
import { type MonitoringSettings, routes } from '@smart-presence/contract';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { BackLink, ButtonLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { SettingsForm } from './settings-form.tsx';

/** Whether rooms are looked into, where, how, and what is kept. */
export function Monitoring() {
  const settings = useApi(routes.monitoringSettings, {});
  return (
    <Page
      title={t('monitoring.title')}
      description={t('monitoring.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
      actions={
        <ButtonLink to="/admin/room-cameras" variant="default">
          {t('cameras.title')}
        </ButtonLink>
      }
      width="narrow"
    >
      <Notice>{t('monitoring.never')}</Notice>
      <Loaded query={settings} skeleton={<Skeleton height={480} />}>
        {(shown) => (
          <>
            <Now settings={shown} />
            <SettingsForm key={shown.changedAt ?? 0} settings={shown} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Now({ settings: { running, changedAt, changedBy } }: { settings: MonitoringSettings }) {
  return (
    <>
      {running > 0 && <Notice tone="ok">{t('monitoring.running', { count: running })}</Notice>}
      {changedAt !== null && changedBy && (
        <Text c="dimmed" size="sm">
          {t('monitoring.changed', { name: changedBy.name })}, <Time at={changedAt} />
        </Text>
      )}
    </>
  );
}
