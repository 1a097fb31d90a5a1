import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { type CheckInDevice, routes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { useApi, useApiMutation } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import '../../../strings/own-devices-words.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Loaded } from '../../../ui/states.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import { ownFingerprint } from './device-key.ts';
import classes from './devices.module.css';

/** The browsers a student has checked in with: which is this one, and forgetting one that is lost or sold. */
export function Devices() {
  const devices = useApi(routes.myDevices, {});
  const own = useOwnFingerprint();
  const [leaving, setLeaving] = useState<CheckInDevice | null>(null);
  return (
    <Page title={t('student.devices')} description={t('student.devices.intro')} width="narrow">
      <Loaded
        query={devices}
        skeleton={<DevicesSkeleton />}
        isEmpty={(list) => list.length === 0}
        empty={
          <Empty icon="monitor" title={t('student.devices.none')}>
            {t('student.devices.noneBody')}
          </Empty>
        }
      >
        {(list) => (
          <ul className={classes.devices}>
            {list.map((device) => (
              <li key={device.id}>
                <Device device={device} isThis={device.fingerprint === own} onRemove={() => setLeaving(device)} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Remove device={leaving} onClose={() => setLeaving(null)} />
    </Page>
  );
}

function Device(props: { device: CheckInDevice; isThis: boolean; onRemove: () => void }) {
  const { device, isThis, onRemove } = props;
  return (
    <Paper p="md" className={classes.device}>
      <div className={classes.what}>
        <strong>{device.label}</strong> <code className={classes.fingerprint}>{device.fingerprint}</code>
        <Text size="sm" c="dimmed">
          {t('student.devices.lastUsed')} <Time at={device.lastUsedAt} relative />
        </Text>
        {isThis && <StatusBadge tone="ok">{t('student.devices.thisOne')}</StatusBadge>}
        {device.knownSince === null && <StatusBadge tone="info">{t('student.devices.unconfirmed')}</StatusBadge>}
      </div>
      <Button
        variant="default"
        onClick={onRemove}
        aria-label={t('student.devices.removeLabel', { device: device.label, fingerprint: device.fingerprint })}
      >
        {t('student.devices.remove')}
      </Button>
    </Paper>
  );
}

function Remove({ device, onClose }: { device: CheckInDevice | null; onClose: () => void }) {
  const remove = useApiMutation(routes.removeMyDevice, {
    invalidates: [routes.myDevices],
    onSuccess: () => toast(t('student.devices.removed')),
  });
  return (
    <ConfirmDialog
      opened={device !== null}
      onClose={onClose}
      title={t('student.devices.removeTitle', { device: device?.label ?? '' })}
      consequences={[t('student.devices.removeMarks'), t('student.devices.removeNew')]}
      confirm={t('student.devices.remove')}
      onConfirm={async () => device && remove.mutateAsync({ params: { id: device.id } })}
    />
  );
}

function useOwnFingerprint(): string | null {
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void ownFingerprint().then((found) => isCurrent && setOwn(found));
    return () => {
      isCurrent = false;
    };
  }, []);
  return own;
}

function DevicesSkeleton() {
  return (
    <Stack gap="sm">
      <Skeleton height={96} />
      <Skeleton height={96} />
    </Stack>
  );
}
