import { Button, Group, Paper, Stack, Title } from '@mantine/core';
import { type BiometricStatus, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Notice } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { ConsentText } from './consent-form.tsx';

/** What is held about the face, enrolling again, and withdrawing: as easy to find as enrolling. */
export function EnrolmentStatus({ face }: { face: BiometricStatus }) {
  const [isAsking, setAsking] = useState(false);
  const { consent, template } = face;
  return (
    <Stack>
      <Paper>
        <Stack>
          <Title order={2}>{t('student.face.status')}</Title>
          {template ? (
            <Facts
              facts={[
                [t('student.face.status'), <TemplateBadge key="status" status={template.status} />],
                [t('student.face.enrolledAt'), <Time key="at" at={template.createdAt} />],
                [t('student.face.frames'), t('student.face.framesValue', { count: template.frames })],
              ]}
            />
          ) : (
            <Notice>{t('student.face.notEnrolled')}</Notice>
          )}
          <Group>
            <ButtonLink to="/face/enrol" variant={template ? 'default' : 'filled'}>
              {t(template ? 'student.face.enrolAgain' : 'student.face.enrol')}
            </ButtonLink>
          </Group>
        </Stack>
      </Paper>
      <Paper>
        <Stack>
          <Title order={2}>{t('student.face.consentTitle')}</Title>
          {consent && (
            <Facts
              facts={[
                [t('student.face.consentGiven'), <Time key="given" at={consent.givenAt} />],
                ...(consent.guardian
                  ? [
                      [
                        t('student.face.consentGuardian'),
                        `${consent.guardian.name}, ${consent.guardian.email}`,
                      ] as const,
                    ]
                  : []),
              ]}
            />
          )}
          <details>
            <summary>{t('student.face.readText')}</summary>
            <ConsentText />
          </details>
          <Group>
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('student.face.withdraw')}
            </Button>
          </Group>
        </Stack>
      </Paper>
      <Withdraw opened={isAsking} onClose={() => setAsking(false)} templates={template ? 1 : 0} />
    </Stack>
  );
}

function TemplateBadge({ status }: { status: 'active' | 'provisional' | 'pending' }) {
  return <StatusBadge tone={status === 'active' ? 'ok' : 'info'}>{t(`student.face.${status}`)}</StatusBadge>;
}

function Withdraw({ opened, onClose, templates }: { opened: boolean; onClose: () => void; templates: number }) {
  const { data } = useApi(routes.myAttendance, { query: {} }, { enabled: opened });
  const withdraw = useApiMutation(routes.withdrawConsent, {
    invalidates: [routes.myBiometrics],
    onSuccess: () => toast(t('student.face.withdrawn')),
  });
  const marks = data?.history.filter(({ code }) => code !== null).length;
  const consequences = [
    ...(templates > 0 ? [t('student.face.withdrawErases', { count: templates })] : []),
    ...(marks === undefined ? [] : [t('student.face.withdrawKeeps', { count: marks })]),
    t('student.face.withdrawAfter'),
  ];
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('student.face.withdrawTitle')}
      consequences={consequences}
      confirm={t('student.face.withdraw')}
      danger
      onConfirm={() => withdraw.mutateAsync({})}
    />
  );
}
