import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { type BiometricStatus, type Person, routes } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';

/** Consent and template of a student, and the way to erase the template. */
export function PersonBiometrics({ person }: { person: Person }) {
  const status = useApi(routes.personBiometrics, { params: { id: person.id } });
  const [isAsking, setAsking] = useState(false);
  const erase = useApiMutation(routes.eraseTemplate, { invalidates: [routes.personBiometrics, routes.overview] });
  const { id, name } = person;
  return (
    <Loaded query={status} skeleton={<Skeleton height={96} />}>
      {(loaded) => (
        <Stack>
          <Facts facts={factsOf(loaded)} />
          {loaded.template ? (
            <Group>
              <Button color="red" variant="light" leftSection={<Icon name="trash" />} onClick={() => setAsking(true)}>
                {t('person.erase')}
              </Button>
            </Group>
          ) : (
            <Text c="dimmed">{t('person.noFaceBody')}</Text>
          )}
          <ConfirmDialog
            opened={isAsking}
            onClose={() => setAsking(false)}
            title={t('person.eraseTitle', { name })}
            consequences={[t('person.eraseOne'), t('person.eraseMarks'), t('person.eraseConsent', { name })]}
            confirm={t('person.erase')}
            danger
            onConfirm={async () => {
              await erase.mutateAsync({ params: { id } });
              toast(t('person.erased'));
            }}
          />
        </Stack>
      )}
    </Loaded>
  );
}

function factsOf({ consent, consentOutdated, template }: BiometricStatus): (readonly [string, ReactNode])[] {
  return [
    [t('person.consent'), <ConsentWords key="consent" consent={consent} isOutdated={consentOutdated} />],
    ...(consent?.guardian
      ? [[t('person.consentGuardian'), `${consent.guardian.name} · ${consent.guardian.email}`] as const]
      : []),
    [t('person.template'), <TemplateWords key="template" template={template} />],
    ...(template
      ? [
          [t('person.templateMade'), <Time key="made" at={template.createdAt} style="day" />] as const,
          [t('person.templateFrames'), t('person.frames', { count: template.frames })] as const,
        ]
      : []),
  ];
}

function ConsentWords({ consent, isOutdated }: { consent: BiometricStatus['consent']; isOutdated: boolean }) {
  if (!consent || consent.withdrawnAt !== null) {
    return <StatusBadge tone="neutral">{t('person.consentNone')}</StatusBadge>;
  }
  return (
    <Group gap="xs">
      <StatusBadge tone={isOutdated ? 'warn' : 'ok'}>
        {t(isOutdated ? 'person.consentOutdated' : 'person.consentSince')}
      </StatusBadge>
      <Time at={consent.givenAt} style="day" />
    </Group>
  );
}

function TemplateWords({ template }: { template: BiometricStatus['template'] }) {
  if (!template) return <StatusBadge tone="neutral">{t('person.templateNone')}</StatusBadge>;
  return (
    <StatusBadge tone={template.status === 'active' ? 'ok' : 'info'}>
      {t(`person.template.${template.status}`)}
    </StatusBadge>
  );
}
