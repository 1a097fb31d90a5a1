import '../../../strings/kiosk-words.ts';
import { Skeleton, Stack, TextInput } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { ApiError, call, rememberCsrfToken } from '../../../api/client.ts';
import { t } from '../../../strings/index.ts';
import { FormEnd, useContractForm } from '../../../ui/form.tsx';
import { Failure, Notice } from '../../../ui/states.tsx';
import type { KeptHome } from '../../kiosk/offline/storage.ts';
import { FrontPage } from '../front-page.tsx';
import { DoorScreen } from './door-screen.tsx';
import { codeIn } from './pairing-code.ts';
import { useKioskHome } from './use-kiosk-home.ts';

/** The screen of a device at a door: pair it, or, once paired, what is open here. */
export function KioskScreen() {
  const home = useKioskHome();
  const kept = useKept(home);
  // Known data outlive a lost connection, but not the end of the pairing.
  if (home.error instanceof ApiError && home.error.code === 'kiosk_unpaired')
    return <PairDevice onPaired={home.refetch} />;
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

function PairDevice({ onPaired }: { onPaired: () => Promise<unknown> }) {
  const [fromLink] = useState(() => codeIn(window.location.hash));
  const waiting = useWaiting();
  useEffect(leaveNoCode, []);
  const { form, formProps, ...state } = useContractForm({
    schema: routes.pairKiosk.body,
    initial: { code: fromLink },
    toFields: ({ code, ...others }) => (code ? { ...others, code: t('kiosk.codeWrong') } : others),
    onSubmit: async (body) => {
      await call(routes.pairKiosk, { body });
      // That token was a visitor's; the device gets its own with its home.
      rememberCsrfToken(null);
      rememberCsrfToken((await call(routes.kioskHome, {})).csrfToken);
      const { endFormerPairing } = await import('../../kiosk/offline/hand-over.ts');
      await endFormerPairing().catch(() => undefined);
      await onPaired();
    },
  });
  return (
    <FrontPage title={t('kiosk.pairTitle')} intro={t('kiosk.pairIntro')}>
      <form {...formProps}>
        <TextInput
          label={t('kiosk.codeLabel')}
          description={t('kiosk.codeHint')}
          size="lg"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          {...form.getInputProps('code')}
        />
        <FormEnd state={state} submit={t('kiosk.pair')} />
      </form>
      {waiting > 0 && <Notice tone="warn">{t('kiosk.waiting', { count: waiting })}</Notice>}
      <Notice>{t('kiosk.signsOut')}</Notice>
    </FrontPage>
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

/** Takes the code of the link out of the address, so that no history keeps it. */
function leaveNoCode(): void {
  if (codeIn(window.location.hash)) window.history.replaceState(window.history.state, '', window.location.pathname);
}
