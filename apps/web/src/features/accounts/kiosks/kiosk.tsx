import '../../../strings/kiosk-words.ts';
import { Skeleton, Stack } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { ApiError, call, rememberCsrfToken } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { Failure, Notice } from '../../../ui/states.tsx';
import type { KeptHome } from '../../kiosk/offline/storage.ts';
import { FrontPage } from '../front-page.tsx';
import { DoorScreen } from './door-screen.tsx';
import { PairDevice } from './pair-device.tsx';
import { useKioskHome } from './use-kiosk-home.ts';

/** The screen of a device at a door: pair it, or, once paired, what is open here. */
export function KioskScreen() {
  const home = useKioskHome();
  const kept = useKept(home);
  // Known data outlive a lost connection, but not the end of the pairing.
  if (home.error instanceof ApiError && home.error.code === 'kiosk_unpaired')
    return <PairKiosk onPaired={home.refetch} />;
  if (home.data) return <DoorScreen home={home.data} receivedAt={home.dataUpdatedAt} onChange={home.refetch} />;
  // Stays while the server is asked again and again.
  if (kept) return <DoorScreen {...kept} onChange={home.refetch} />;
  if (home.error) {
    return (
      <FrontPage title={t('kiosk.title')}>
        <Failure error={home.error} retry={home.refetch} />
      </FrontPage>
    );
  }
  return (
    <FrontPage title={t('kiosk.title')} intro={t('kiosk.checking')}>
      <Stack aria-busy="true">
        <Skeleton height={44} />
        <Skeleton height={44} width={160} />
      </Stack>
    </FrontPage>
  );
}

/** What was shown last, for a page that is loaded without a network. */
function useKept({ data, dataUpdatedAt, error }: ReturnType<typeof useKioskHome>): KeptHome | undefined {
  const [kept, setKept] = useState<KeptHome>();
  useEffect(() => {
    if (!data) return;
    storage()
      .then(({ keepHome }) => keepHome({ home: data, receivedAt: dataUpdatedAt }))
      .catch(() => undefined);
  }, [data, dataUpdatedAt]);
  const isUnpaired = error instanceof ApiError && error.code === 'kiosk_unpaired';
  const isLost = error !== null && !isUnpaired;
  useEffect(() => {
    if (isUnpaired) setKept(undefined);
    if (!isLost) return;
    storage()
      .then(({ keptHome }) => keptHome())
      .then(setKept)
      .catch(() => undefined);
  }, [isUnpaired, isLost]);
  return kept;
}

const storage = () => import('../../kiosk/offline/storage.ts');

function PairKiosk({ onPaired }: { onPaired: () => Promise<unknown> }) {
  const waiting = useWaiting();
  const takeOver = async () => {
    // That token was a visitor's; the device gets its own with its home.
    rememberCsrfToken((await call(routes.kioskHome, {})).csrfToken);
    const { endFormerPairing } = await import('../../kiosk/offline/hand-over.ts');
    await endFormerPairing().catch(() => undefined);
    await onPaired();
  };
  return (
    <PairDevice purpose="door" title={t('kiosk.pairTitle')} intro={t('kiosk.pairIntro')} onPaired={takeOver}>
      {waiting > 0 && <Notice tone="warn">{t('kiosk.waiting', { count: waiting })}</Notice>}
    </PairDevice>
  );
}

/** Check-ins of a former pairing that nobody has taken. */
function useWaiting(): number {
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    void storage()
      .then(({ waitingRecords }) => waitingRecords())
      .then((records) => setWaiting(records.length))
      .catch(() => undefined);
  }, []);
  return waiting;
}
