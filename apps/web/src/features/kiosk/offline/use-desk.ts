import type { KioskHome } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { type DeskState, type OfflineDesk, openDesk } from './offline-desk.ts';

/** How often the server is asked what may be held: a consent that is withdrawn is gone from a connected kiosk by then. */
const meetEveryMs = 45_000;

interface Desk {
  desk: OfflineDesk | null;
  state: DeskState;
}

/** After a reload without a network a kept home stands in, which has none: the server would take the device for a visitor. */
export const hasToken = ({ csrfToken }: Pick<KioskHome, 'csrfToken'>): boolean => csrfToken !== '';

/** Keeps what is needed for when the network is gone. Meets the server when it is back, and when the sessions change. */
export function useDesk(props: { kioskId: string; isConnected: boolean; sessions: string }): Desk {
  const { kioskId, isConnected, sessions } = props;
  const [desk, setDesk] = useState<OfflineDesk | null>(null);
  const [state, setState] = useState<DeskState>({ waiting: 0, isReady: false, isRefused: false });
  useEffect(() => {
    const mine = openDesk(kioskId, () => setState(mine.state()));
    setDesk(mine);
    return () => mine.close();
  }, [kioskId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other sessions, other capsules
  useEffect(() => {
    if (!desk || !isConnected) return;
    const meet = () => void desk.meetServer().catch(() => undefined);
    meet();
    const timer = setInterval(meet, meetEveryMs);
    window.addEventListener('online', meet);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', meet);
    };
  }, [desk, isConnected, sessions]);
  return { desk, state };
}
