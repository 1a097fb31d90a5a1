import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { type Kiosk, type ReplyOf, type Routes, routes } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { invalidate } from '../../../api/query.ts';
import { t } from '../../../strings/index.ts';
import { announce } from '../../../ui/announce.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Failure, Notice } from '../../../ui/states.tsx';
import { useNow } from '../../../ui/time.tsx';
import { writeCode, writeLeft } from './pairing-code.ts';
import classes from './pairing-dialog.module.css';

/** A device account that is paired with a code: at a door, or in a room. */
export type Pairable = Pick<Kiosk, 'id' | 'name' | 'device'>;

interface PairingDialogProps {
  kiosk: Pairable | null;
  /** All of them as they are now, kept up to date by live events. */
  all: readonly Pairable[];
  onClose: () => void;
}

/** Shows a pairing code, large and as a picture, until a device has used it. */
export function PairingDialog({ kiosk, all, onClose }: PairingDialogProps) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState(kiosk);
  if (kiosk !== null && kiosk !== shown) setShown(kiosk);
  return (
    <Modal
      opened={kiosk !== null}
      onClose={onClose}
      title={
        <Text component="span" fw={600} size="lg">
          {t('pairing.title', { name: shown?.name ?? '' })}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {shown && <Pairing kiosk={shown} all={all} onClose={onClose} />}
    </Modal>
  );
}

function Pairing({ kiosk, all, onClose }: PairingDialogProps & { kiosk: Pairable }) {
  const code = useQuery({
    queryKey: ['pairing code', kiosk.id],
    queryFn: async () => {
      const made = await call(routes.makePairingCode, { params: { id: kiosk.id } });
      await invalidate(routes.listKiosks, routes.listRoomCameras);
      return made;
    },
    // Asking again would make the code on the screen worthless.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const isPaired = useIsPaired(kiosk, all);
  if (isPaired) {
    return (
      <Stack>
        <Notice tone="ok">
          <strong>{t('pairing.done', { name: kiosk.name })}</strong> {t('pairing.doneBody')}
        </Notice>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('action.close')}</Button>
        </Group>
      </Stack>
    );
  }
  if (code.error) return <Failure error={code.error} retry={code.refetch} />;
  if (!code.data) {
    return (
      <Stack aria-busy="true" aria-label={t('pairing.making')}>
        <Skeleton height={72} />
        <Skeleton height={240} />
      </Stack>
    );
  }
  return <Code kiosk={kiosk} made={code.data} isMaking={code.isFetching} onAgain={() => void code.refetch()} />;
}

/** Whether a device has been paired since the dialog was opened: the list is told live. */
function useIsPaired(kiosk: Pairable, all: readonly Pairable[]): boolean {
  const device = all.find(({ id }) => id === kiosk.id)?.device ?? null;
  const isPaired = device !== null && device.pairedAt !== kiosk.device?.pairedAt;
  useEffect(() => {
    if (isPaired) announce(t('pairing.done', { name: kiosk.name }));
  }, [isPaired, kiosk.name]);
  return isPaired;
}

interface CodeProps {
  kiosk: Pairable;
  made: ReplyOf<Routes['makePairingCode']>;
  isMaking: boolean;
  onAgain: () => void;
}

function Code({ kiosk, made, isMaking, onAgain }: CodeProps) {
  const left = made.expiresAt - useNow(1000);
  const again = (
    <Button variant="default" loading={isMaking} onClick={onAgain}>
      {t('pairing.again')}
    </Button>
  );
  if (left <= 0) {
    return (
      <Stack>
        <Notice tone="warn">{t('pairing.over')}</Notice>
        <Group>{again}</Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text>{t('pairing.intro', { address: made.url.replace(/#.*$/, '') })}</Text>
      <p className={classes.code} aria-label={`${t('pairing.code')}: ${[...made.code].join(' ')}`} role="img">
        {writeCode(made.code)}
      </p>
      <div className={classes.qr}>
        <QrCode text={made.url} label={t('pairing.qr')} />
      </div>
      <Text c="dimmed" size="sm">
        {t('pairing.until', { time: writeLeft(left) })}
        {kiosk.device && ` ${t('pairing.replaces', { device: kiosk.device.name })}`}
      </Text>
      <Group>{again}</Group>
    </Stack>
  );
}
