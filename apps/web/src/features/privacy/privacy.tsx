import { Stack, Text, Title } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { BackLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { ErasedPeople } from './erased-people.tsx';

/** What was erased, and how it is proved. */
export function PrivacyPage() {
  return (
    <Page
      title={t('privacy.title')}
      description={t('privacy.description')}
      back={<BackLink to="/admin/settings">{t('settings.back')}</BackLink>}
    >
      <Stack component="section" aria-labelledby="erased-people" gap="sm">
        <Title order={2} size="h3" id="erased-people">
          {t('privacy.erasedPeople')}
        </Title>
        <ErasedPeople />
        <Text size="sm" c="dimmed">
          {t('privacy.verify')}
        </Text>
      </Stack>
    </Page>
  );
}
