import { routes } from '@smart-presence/contract';
import { useLive } from '../../live.ts';
import { useCalmReload } from '../overview/use-calm-reload.ts';

/** Keeps what the security centre shows as it is now. The stream resumes where it was, so nothing between is missed. */
export function useSecurityEvents(): void {
  const overview = useCalmReload(routes.securityOverview);
  const events = useCalmReload(routes.listSecurityEvents);
  const alerts = useCalmReload(routes.listAlerts);
  const alert = useCalmReload(routes.getAlert);
  const cases = useCalmReload(routes.listCases);
  useLive(({ type }) => {
    if (type !== 'security.changed' && type !== 'alert.changed' && type !== 'resync') return;
    overview();
    if (type !== 'alert.changed') events();
    if (type === 'security.changed') return;
    alerts();
    alert();
    cases();
  });
}
