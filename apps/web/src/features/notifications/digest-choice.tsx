import { NativeSelect, Paper } from '@mantine/core';
import { DIGEST_TIME, type DigestRhythm, myNotificationRoutes } from '@smart-presence/contract';
import { useMe } from '../../api/me.ts';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { announce } from '../../ui/announce.tsx';
import { Problem } from '../../ui/states.tsx';

const rhythms = ['daily', 'weekly', 'off'] as const satisfies readonly DigestRhythm[];

/** How often one gets a mail of what a day or a week came to. */
export function DigestChoice({ rhythm }: { rhythm: DigestRhythm }) {
  const { role } = useMe().person;
  const save = useApiMutation(myNotificationRoutes.saveDigest, {
    invalidates: [myNotificationRoutes.notificationChoices],
    onSuccess: () => announce(t('told.choices.saved')),
  });
  return (
    <Paper p="md">
      <NativeSelect
        label={t('told.digest')}
        description={role === 'kiosk' ? undefined : t(`told.digest.${role}`)}
        value={save.isPending ? save.variables.body.rhythm : rhythm}
        onChange={(event) => save.mutate({ body: { rhythm: event.currentTarget.value as DigestRhythm } })}
        data={rhythms.map((value) => ({ value, label: t(`told.digest.${value}`, { time: DIGEST_TIME }) }))}
      />
      <Problem error={save.error} />
    </Paper>
  );
}
