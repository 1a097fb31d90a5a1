import { Paper, Stack, Text, Title } from '@mantine/core';
import type { BiometricStatus } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { hasConsent } from './face-state.ts';

/** Invites to decide about consent or to finish the enrolment; never pushes. */
export function FacePrompt({ face }: { face: BiometricStatus }) {
  const isAgreed = hasConsent(face);
  const body = isAgreed
    ? 'student.home.enrolBody'
    : face.consent
      ? 'student.home.outdatedBody'
      : 'student.home.consentBody';
  return (
    <Paper>
      <Stack gap="sm" align="flex-start">
        <div>
          <Title order={2} size="h3">
            {t('student.home.enrolTitle')}
          </Title>
          <Text c="dimmed">{t(body)}</Text>
        </div>
        {isAgreed ? (
          <ButtonLink to="/face/enrol">{t('student.home.enrol')}</ButtonLink>
        ) : (
          <ButtonLink to="/face" variant="default">
            {t('student.home.decide')}
          </ButtonLink>
        )}
      </Stack>
    </Paper>
  );
}
