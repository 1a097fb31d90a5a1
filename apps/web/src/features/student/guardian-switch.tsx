import { Switch, Text } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate, useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.ts';

/** Whether the guardian hears of warnings, too; nothing where the college warns no guardians or knows no address. */
export function GuardianSwitch() {
  const { data } = useApi(routes.myGuardianWarnings, {});
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!data || data.state === 'off' || data.email === null) return null;
  const { email } = data;
  if (data.state === 'under-18')
    return (
      <Text size="sm" c="dimmed">
        {t('student.guardian.under18', { email })}
      </Text>
    );
  const change = async (isOptedIn: boolean) => {
    setError(null);
    setBusy(true);
    try {
      await call(routes.saveGuardianWarnings, { body: { isOptedIn } });
      await invalidate(routes.myGuardianWarnings);
      toast(t(isOptedIn ? 'student.guardian.on' : 'student.guardian.off'));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Switch
        label={t('student.guardian.label', { email })}
        description={t('student.guardian.hint')}
        checked={data.state === 'yes'}
        disabled={isBusy}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {error !== null && <Problem error={error} />}
    </>
  );
}
