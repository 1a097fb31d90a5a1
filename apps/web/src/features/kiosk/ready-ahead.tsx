import type { KioskHome } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { hasToken, useDesk } from './offline/use-desk.ts';

/** While nothing is open: gets ready for what opens by itself within the hour, in case the network is gone by then. */
export function ReadyAhead({ home, isConnected }: { home: KioskHome; isConnected: boolean }) {
  const sessions = home.soon.map(({ id, endsAt }) => `${id} ${endsAt}`).join(' ');
  const { state } = useDesk({ kioskId: home.kiosk.id, isConnected: isConnected && hasToken(home), sessions });
  if (!state.isReady && state.waiting === 0) return null;
  return (
    <p role="status">
      {state.waiting > 0 ? t('door.offline.waiting', { count: state.waiting }) : t('door.offline.prepared')}
    </p>
  );
}
