import { routes, type SecurityAlert } from '@smart-presence/contract';
import type { CallReply } from '../../api/client.ts';
import { invalidate, queryClient, useApiMutation } from '../../api/query.ts';

type Listed = CallReply<typeof routes.listAlerts>;
type Shown = CallReply<typeof routes.getAlert>;

const shown = [routes.listAlerts, routes.getAlert, routes.securityOverview, routes.overview, routes.listCases];

/** Draws an alert as it will be, before the server has said so. */
function draw(id: string, change: (alert: SecurityAlert) => SecurityAlert): void {
  const changed = (alert: SecurityAlert) => (alert.id === id ? change(alert) : alert);
  queryClient.setQueriesData<Listed>({ queryKey: [routes.listAlerts.path] }, (old) =>
    old?.items ? { ...old, items: old.items.map(changed) } : old,
  );
  queryClient.setQueriesData<Shown>({ queryKey: [routes.getAlert.path] }, (old) =>
    old?.alert ? { ...old, alert: changed(old.alert) } : old,
  );
}

/** Whatever went wrong, what is shown afterwards is what the server has. */
const onError = () => void invalidate(...shown);

export function useAcknowledge() {
  return useApiMutation(routes.acknowledgeAlert, {
    invalidates: shown,
    onMutate: ({ params }) => draw(params.id, (alert) => ({ ...alert, state: 'acknowledged' })),
    onError,
  });
}

export function useResolve() {
  return useApiMutation(routes.resolveAlert, {
    invalidates: shown,
    onMutate: ({ params, body }) => draw(params.id, (alert) => ({ ...alert, state: 'resolved', note: body.note })),
    onError,
  });
}
