import type { Me } from '@smart-presence/contract';
import { useQuery } from '@tanstack/react-query';
import { call, rememberCsrfToken } from './client.ts';
import { entryRoutes } from './entry-routes.ts';
import { queryClient } from './query.ts';

const meQuery = {
  queryKey: [entryRoutes.me.path],
  queryFn: async (): Promise<Me> => {
    const me = await call(entryRoutes.me, {});
    rememberCsrfToken(me.csrfToken);
    return me;
  },
  staleTime: 5 * 60_000,
};

/** Who is signed in, from memory or the server. Rejects with `sign_in_required` when nobody is. */
export const loadMe = (): Promise<Me> => queryClient.ensureQueryData(meQuery);

/** Takes over the Me of a reply (sign-in, set-up, invitation), dropping what another person had loaded. */
export function becomeMe(me: Me): void {
  queryClient.clear();
  rememberCsrfToken(me.csrfToken);
  queryClient.setQueryData(meQuery.queryKey, me);
}

/** Takes over the Me of a reply that gave the same session new tokens: what is loaded stays. */
export function renewMe(me: Me): void {
  rememberCsrfToken(me.csrfToken);
  queryClient.setQueryData(meQuery.queryKey, me);
}

/** Who is signed in. Only for screens behind sign-in, where it is always known. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error('useMe is only for screens behind sign-in.');
  return data;
}
