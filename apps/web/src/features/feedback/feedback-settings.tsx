import { Button, Checkbox, MultiSelect, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type FeedbackSettings, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Loaded, Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

/** Who hears of low ratings. */
export function FeedbackSettingsCard() {
  const settings = useApi(routes.feedbackSettings, {});
  return (
    <Paper component="section" p="md" mt="lg" aria-labelledby="feedback-settings">
      <Title order={2} size="h3" mb="xs" id="feedback-settings">
        {t('feedback.settings')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('feedback.settingsIntro')} {t('feedback.rulesHint')}
      </Text>
      <Loaded query={settings} skeleton={<Skeleton height={120} />}>
        {(saved) => <SettingsForm key={JSON.stringify(saved)} saved={saved} />}
      </Loaded>
    </Paper>
  );
}

function SettingsForm({ saved }: { saved: FeedbackSettings }) {
  const [tellsTeachers, setTellsTeachers] = useState(saved.tellsTeachers);
  const [people, setPeople] = useState(saved.people.map(({ id }) => id));
  const admins = useApi(routes.listPeople, { query: { role: 'admin', pageSize: 200 } });
  const teachers = useApi(routes.listPeople, { query: { role: 'faculty', pageSize: 200 } });
  const save = useApiMutation(routes.saveFeedbackSettings, { invalidates: [routes.feedbackSettings] });
  const known = new Map(saved.people.map(({ id, name }) => [id, name]));
  for (const { id, name } of [...(admins.data?.items ?? []), ...(teachers.data?.items ?? [])]) known.set(id, name);
  return (
    <Stack>
      <Checkbox
        label={t('feedback.tellsTeachers')}
        checked={tellsTeachers}
        onChange={(event) => setTellsTeachers(event.currentTarget.checked)}
      />
      <MultiSelect
        label={t('feedback.people')}
        description={t('feedback.peopleHint')}
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={people}
        onChange={setPeople}
        searchable
        maxValues={20}
      />
      <Problem error={save.error} />
      <div>
        <Button
          loading={save.isPending}
          onClick={() =>
            save.mutate({ body: { people, tellsTeachers } }, { onSuccess: () => toast(t('feedback.settingsSaved')) })
          }
        >
          {t('feedback.saveSettings')}
        </Button>
      </div>
    </Stack>
  );
}
