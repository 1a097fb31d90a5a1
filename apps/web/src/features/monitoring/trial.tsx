import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { type CameraTrial, type RoomCamera, routes } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { Facts } from '../../ui/facts.tsx';
import { Failure, Notice } from '../../ui/states.tsx';

/** Asks a camera for a picture and says what came of it, in numbers or with advice. */
export function Trial({ camera, onClose }: { camera: RoomCamera | null; onClose: () => void }) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(camera);
  if (camera !== null && camera !== shown) setShown(camera);
  return (
    <Modal
      opened={camera !== null}
      onClose={onClose}
      title={
        <Text component="span" fw={600} size="lg">
          {t('trial.title', { name: shown?.name ?? '' })}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {shown && <Attempt key={shown.id} camera={shown} onClose={onClose} />}
    </Modal>
  );
}

function Attempt({ camera, onClose }: { camera: RoomCamera; onClose: () => void }) {
  const trial = useQuery({
    queryKey: ['camera trial', camera.id],
    queryFn: () => call(routes.tryRoomCamera, { params: { id: camera.id } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (trial.error) return <Failure error={trial.error} retry={trial.refetch} />;
  return (
    <Stack>
      <div aria-live="polite">
        {trial.data && !trial.isFetching ? (
          <Outcome trial={trial.data} />
        ) : (
          <Stack aria-busy="true" aria-label={t('trial.asking')} role="img">
            <Skeleton height={48} />
            <Skeleton height={96} />
          </Stack>
        )}
      </div>
      <Group>
        <Button variant="default" loading={trial.isFetching} onClick={() => void trial.refetch()}>
          {t('trial.again')}
        </Button>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </Group>
    </Stack>
  );
}

function Outcome({ trial: { fault, picture, milliseconds } }: { trial: CameraTrial }) {
  if (fault !== null || picture === null) return <Notice tone="warn">{t(`fault.${fault ?? 'not_a_picture'}`)}</Notice>;
  const { width, height, bytes, faces } = picture;
  return (
    <Stack>
      <Notice tone="ok">
        <strong>{t('trial.fine')}</strong> {t('trial.nothingKept')}
      </Notice>
      <Facts
        facts={[
          [t('trial.faces'), faces],
          [t('trial.size'), t('trial.sizeValue', { width, height, kilobytes: Math.round(bytes / 1000) })],
          [t('trial.time'), t('trial.timeValue', { seconds: (milliseconds / 1000).toFixed(1) })],
        ]}
      />
      {Math.max(width, height) < 1600 && <Notice>{t('trial.small')}</Notice>}
    </Stack>
  );
}
