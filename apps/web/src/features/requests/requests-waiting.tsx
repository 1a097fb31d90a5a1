import { routes } from '@smart-presence/contract';
import { invalidate, useApi } from '../../api/query.ts';
import { useLive } from '../../live.ts';
import { t } from '../../strings/index.ts';
import { TextLink } from '../../ui/link.tsx';
import { Notice } from '../../ui/states.tsx';

/** How many leave requests and appeals wait for the viewer; nothing when none does. */
export function RequestsWaiting() {
  const waiting = useApi(routes.listRequests, { query: { show: 'waiting', pageSize: 1 } });
  useLive((event) => {
    if (event.type === 'request.changed') void invalidate(routes.listRequests);
  });
  const count = waiting.data?.total ?? 0;
  if (count === 0) return null;
  return (
    <Notice tone="warn">
      <TextLink to="/requests">{t('faculty.today.requests', { count })}</TextLink>
    </Notice>
  );
}
