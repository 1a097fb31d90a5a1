import '../../strings/own-data-words.ts';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type Person, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { saveBlob } from '../../ui/csv.ts';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

/** Everything held about oneself, as a file. */
export function OwnData() {
  return (
    <Paper component="section">
      <Stack>
        <Title order={2}>{t('ownData.title')}</Title>
        <Text>{t('ownData.body')}</Text>
        <SaveCopy label={t('ownData.save')} load={() => call(routes.copyMyData, { body: {} })} />
      </Stack>
    </Paper>
  );
}

/** Everything held about somebody, to be handed to them. */
export function DataOf({ person: { id } }: { person: Person }) {
  return (
    <Stack>
      <Text>{t('ownData.bodyOf')}</Text>
      <SaveCopy label={t('ownData.saveOf')} load={() => call(routes.copyPersonData, { params: { id }, body: {} })} />
    </Stack>
  );
}

function SaveCopy({ label, load }: { label: string; load: () => Promise<Blob> }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      saveBlob('my-data.zip', await load());
      toast(t('ownData.done'));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Problem error={error} />
      <Group>
        <Button variant="default" leftSection={<Icon name="download" />} loading={isBusy} onClick={() => void save()}>
          {label}
        </Button>
      </Group>
    </>
  );
}
